/** Elements that the page is sure to have. */
export function one<T extends HTMLElement = HTMLElement>(within: ParentNode, selector: string): T {
	const found = within.querySelector<T>(selector);
	if (!found) throw new Error(`no ${selector}`);
	return found;
}

/** A fresh copy of the first element of a template; `[data-x]` names it, also where something else has a word of that name. */
export function copy(within: ParentNode, selector: string): HTMLElement {
	const template = one<HTMLTemplateElement>(within, `template${selector}`);
	return template.content.firstElementChild?.cloneNode(true) as HTMLElement;
}
