// Comfort of typing: suggestions appear with the letters. Without JavaScript the same form has a button.
export const csr = true;
