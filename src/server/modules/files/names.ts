/** Names of files as people send them, made harmless for screens, headers and folders of any system. */

/** Characters. */
const LONGEST = 200;
/** Turns the order of letters around: « facture‮fdp.exe » must not look like a PDF. Also what cannot be seen. */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}]/gu;
/** What no file name of Windows may hold. */
const FORBIDDEN = /[<>:"|?*]/g;
const RESERVED = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i;

export function cleanName(given: string): string {
	const last = given.normalize('NFC').split(/[/\\]/).at(-1) ?? '';
	const visible = last
		.replace(INVISIBLE, '')
		.replace(FORBIDDEN, '_')
		.replace(/\s+/g, ' ')
		.replace(/^[. ]+|[. ]+$/g, '');
	const name = RESERVED.test(visible) ? `_${visible}` : visible;
	return name === '' ? 'fichier' : shortened(name);
}

/** Lower case, without its dot; empty when there is none. */
export function extensionOf(name: string): string {
	return /\.([\p{L}\p{N}]{1,10})$/u.exec(name)?.[1]?.toLowerCase() ?? '';
}

function shortened(name: string): string {
	const letters = [...name];
	if (letters.length <= LONGEST) return name;
	const extension = extensionOf(name);
	const end = extension === '' ? [] : [...`.${extension}`];
	return [...letters.slice(0, LONGEST - end.length), ...end].join('');
}

/** The same names, each once: « photo.jpg », « photo (2).jpg ». */
export function uniqueNames(names: readonly string[]): string[] {
	const taken = new Set<string>();
	return names.map((given) => {
		const name = cleanName(given);
		const extension = extensionOf(name);
		const stem = extension === '' ? name : name.slice(0, -extension.length - 1);
		let unique = name;
		// Case counts for nothing on many disks.
		for (let count = 2; taken.has(unique.toLowerCase()); count++) unique = `${stem} (${count})${extension === '' ? '' : `.${extension}`}`;
		taken.add(unique.toLowerCase());
		return unique;
	});
}
