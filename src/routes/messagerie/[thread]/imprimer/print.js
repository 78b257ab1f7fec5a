// Asks the browser to print as soon as the page is there.
window.print();
