/**
 * A record of a person → one row of the staging table. All the reading of the format's composite values
 * is done here; SQL then compares whole sets. Lists are one text, items separated by U+001F (which XML
 * cannot contain); null means « keep what is there », the empty text « clear ».
 */
import { SEPARATOR } from './attributes.ts';
import { loginBase, nameKey } from './names.ts';
import type { AafRecord } from './reader.ts';
import { placesOf } from './places.ts';

export type PersonKind = 'pupil' | 'guardian' | 'staff';

/** Columns of the staging table in the order of a row. */
export const STAGED_COLUMNS = [
	'seq',
	'file',
	'source',
	'kind',
	'key',
	'record_id',
	'op',
	'reason',
	'given',
	'title',
	'family_name',
	'birth_name',
	'given_name',
	'other_names',
	'birth_date',
	'email',
	'mobile',
	'phone',
	'street',
	'postal_code',
	'city',
	'country',
	'mef_code',
	'level',
	'login_base',
	'name_key',
	'school_key',
	'classes',
	'groups',
	'relations',
	'places',
	'places_weak',
	'lessons',
	'group_lessons',
	'head_of'
] as const;

export type StagedRow = readonly (string | number | boolean | null)[];

/** Bits of `given`: which clearable values the record speaks of. */
export const GIVEN = { street: 1, postalCode: 2, city: 4, country: 8, phone: 16, mobile: 32, email: 64, mef: 128 } as const;
const ALL_GIVEN = 255;

/** dd/mm/yyyy → yyyy-mm-dd; undefined when it is no day. */
export function isoDate(text: string): string | undefined {
	const [, day = '', month = '', year = ''] = /^(\d{1,2})\/(\d{1,2})\/(\d{4})$/.exec(text) ?? [];
	const date = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)));
	if (year === '' || date.getUTCMonth() !== Number(month) - 1 || Number(year) < 1900) return undefined;
	return `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
}

/** « 6e », « 5e »… from the MEF (national codes begin 100, 101, 102, 103 for collège) or a label. */
export function levelOf(mef: string | null, label: string | null): string | null {
	const byCode = mef === null ? undefined : { '100': '6e', '101': '5e', '102': '4e', '103': '3e' }[mef.slice(0, 3)];
	return byCode ?? levelIn(label);
}

/** « 5EME B », « 5B », « 5e B » → « 5e ». */
export function levelIn(label: string | null): string | null {
	const digit = label === null ? null : /(?:^|[^0-9])([3-6])(?: ?(?:e|è|eme|ème|ième)(?![a-z])|(?=[^0-9a-z]|[a-z](?:$|[^a-z])|$))/i.exec(label)?.[1];
	return digit ? `${digit}e` : null;
}

function email(text: string | null): string | null {
	return text !== null && /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text) ? text : null;
}

function joined(values: string[] | undefined): string | null {
	return values === undefined || values.length === 0 ? null : values.join(SEPARATOR);
}

/** For lists that a blank clears (subjects taught, head-teacher class). */
function clearable(record: AafRecord, values: string[] | undefined): string | null {
	if (values === undefined) return record.operation === 'add' ? '' : null;
	return values.join(SEPARATOR);
}

/**
 * `personJoin$link$financial$legal$contact$payment` → four flags, link code, `$`, person: the key last,
 * since a key may itself hold `$`. Null when it is not a relation.
 */
export function relation(value: string): string | null {
	const parts = value.split('$');
	if (parts.length < 6) return null;
	const [link = '', financial = '', legal = '', contact = '', payment = ''] = parts.slice(-5);
	const key = parts.slice(0, -5).join('$');
	if (key === '' || !/^\d*$/.test(link)) return null;
	const flag = (text: string) => (text === '1' ? '1' : '0');
	return `${flag(financial)}${/^[0-9]$/.test(legal) ? legal : '0'}${flag(contact)}${flag(payment)}${link || '0'}$${key}`;
}

function given(record: AafRecord): number {
	if (record.operation === 'add') return ALL_GIVEN;
	return (
		(record.has('ENTPersonAdresse') ? GIVEN.street : 0) |
		(record.has('ENTPersonCodePostal') ? GIVEN.postalCode : 0) |
		(record.has('ENTPersonVille') ? GIVEN.city : 0) |
		(record.has('ENTPersonPays') ? GIVEN.country : 0) |
		(record.has('homePhone') || record.has('telephoneNumber') ? GIVEN.phone : 0) |
		(record.has('mobile') || record.has('ENTPersonMobileSMS') ? GIVEN.mobile : 0) |
		(record.has('mail') ? GIVEN.email : 0) |
		(record.has('ENTEleveMEF') || record.has('ENTEleveLibelleMEF') ? GIVEN.mef : 0)
	);
}

/** Build the row. A record that cannot be used is staged too, with its reason: the person is there, only unreadable. */
export function stagedRow(record: AafRecord, seq: number, file: number, source: string, kind: PersonKind): StagedRow {
	const key = record.one('ENTPersonJointure') ?? record.id;
	const recordId = record.id !== '' && record.id !== key ? record.id : null;
	let reason = record.broken;
	const familyName = record.one('sn') ?? record.one('ENTPersonNomPatro');
	const givenName = record.one('givenName');
	const birth = record.one('ENTPersonDateNaissance');
	const birthDate = birth === null ? null : isoDate(birth);
	if (birthDate === undefined) reason ??= `date de naissance illisible : ${birth?.slice(0, 20) ?? ''}`;
	const relations = kind === 'pupil' ? record.all('ENTElevePersRelEleve')?.map(relation) : undefined;
	if (relations?.includes(null)) reason ??= 'lien de famille illisible';
	const mef = record.one('ENTEleveMEF');
	const named = familyName !== null && givenName !== null;
	const places = kind === 'staff' ? placesOf(record) : null;
	return [
		seq,
		file,
		source,
		kind,
		key,
		recordId,
		record.operation,
		reason,
		given(record),
		record.one('personalTitle'),
		familyName,
		record.one('ENTPersonNomPatro'),
		givenName,
		joined(record.all('ENTPersonAutresPrenoms')),
		birthDate ?? null,
		email(record.one('mail')),
		record.one('ENTPersonMobileSMS') ?? record.one('mobile'),
		record.one('homePhone') ?? record.one('telephoneNumber'),
		record
			.one('ENTPersonAdresse')
			?.split('$')
			.map((line) => line.trim())
			.filter(Boolean)
			.join('\n') ?? null,
		record.one('ENTPersonCodePostal'),
		record.one('ENTPersonVille'),
		record.one('ENTPersonPays'),
		mef,
		kind === 'pupil' ? levelOf(mef, record.one('ENTEleveLibelleMEF') ?? record.one('ENTEleveNivFormation')) : null,
		named ? loginBase(givenName, familyName) : null,
		named ? nameKey(givenName, familyName) : null,
		record.one('ENTPersonStructRattach'),
		joined(record.all('ENTEleveClasses')),
		joined(record.all('ENTEleveGroupes')),
		relations && relations.length > 0 ? relations.join(SEPARATOR) : null,
		places?.list ?? null,
		places?.weak ?? false,
		kind === 'staff' ? clearable(record, record.all('ENTAuxEnsClassesMatieres')) : null,
		kind === 'staff' ? clearable(record, record.all('ENTAuxEnsGroupesMatieres')) : null,
		kind === 'staff' ? clearable(record, record.all('ENTAuxEnsClassesPrincipal')) : null
	];
}
