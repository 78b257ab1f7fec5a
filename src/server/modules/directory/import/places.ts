/** Where a member of staff works and as what, from `ENTPersonFonctions` and what is taught. */
import type { AafRecord } from './reader.ts';
import { SEPARATOR } from './attributes.ts';

interface Duty {
	/** ENS, DOC, DIR, EDU… */
	kind: string;
	/** What the role keeps: the kind, and for direction the discipline, which alone tells head (D0010) from deputy (D0011). */
	code: string;
	label: string;
}

type StaffProfile = 'teacher' | 'principal' | 'staff';

/**
 * Places as `structure$profile$code$label` items; null when the record says nothing of them. `weak` when
 * they are only guessed from the school of attachment: a blank list of functions takes none away.
 *
 * Teacher where a function is ENS or DOC, and, for those who hold neither anywhere, if present before
 * pupils; otherwise DIR → principal, the rest → staff.
 */
export function placesOf(record: AafRecord): { list: string; weak: boolean } | null {
	const functions = record.all('ENTPersonFonctions') ?? [];
	const attached = record.one('ENTPersonStructRattach');
	const taught = [...(record.all('ENTAuxEnsClassesMatieres') ?? []), ...(record.all('ENTAuxEnsGroupesMatieres') ?? [])].map((line) => line.split('$')[0] ?? '');
	if (functions.length === 0 && record.operation === 'modify') return null;

	const duties = new Map<string, Duty[]>();
	for (const line of functions) {
		const [structure = '', code = '', label = '', disciplineCode = '', disciplineLabel = ''] = line.split('$').map((part) => part.trim());
		if (structure === '') continue;
		const duty = { kind: code, code: code === 'DIR' && disciplineCode ? disciplineCode : code, label: disciplineLabel || label };
		duties.set(structure, [...(duties.get(structure) ?? []), duty]);
	}
	for (const structure of [...(attached ? [attached] : []), ...taught]) if (structure && !duties.has(structure)) duties.set(structure, []);

	const teachesSomewhere = [...duties.values()].flat().some(isTeaching);
	const present = record.one('PersEducNatPresenceDevantEleves')?.toUpperCase() === 'O';
	const items = [...duties].map(([structure, list]) => {
		const profile = profileIn(list, present, teachesSomewhere, taught.includes(structure));
		const duty = list.find((one) => isTeaching(one) === (profile === 'teacher') && isDirecting(one) === (profile === 'principal')) ?? list[0];
		return `${structure}$${profile}$${duty?.code ?? ''}$${duty?.label ?? ''}`;
	});
	return { list: items.join(SEPARATOR), weak: functions.length === 0 };
}

function isTeaching(duty: Duty): boolean {
	return duty.kind === 'ENS' || duty.kind === 'DOC';
}

function isDirecting(duty: Duty): boolean {
	return duty.kind === 'DIR';
}

function profileIn(duties: readonly Duty[], present: boolean, teachesSomewhere: boolean, teachesHere: boolean): StaffProfile {
	if (duties.some(isTeaching) || (teachesHere && duties.length === 0)) return 'teacher';
	if (present && (!teachesSomewhere || duties.length === 0)) return 'teacher';
	return duties.some(isDirecting) ? 'principal' : 'staff';
}
