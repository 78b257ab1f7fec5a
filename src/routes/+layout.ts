// Pages are HTML: they work without JavaScript and weigh nothing more. A page that needs comfort from
// JavaScript turns it on for itself.
export const csr = false;
