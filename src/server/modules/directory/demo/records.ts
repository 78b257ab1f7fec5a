/** One fictional person, school or subject as a record of the académie's export. */
import { addRequest, type Attribute } from './aaf-writer.ts';
import type { Level } from './subjects.ts';

export interface Address {
	lines: string;
	postalCode: string;
	town: string;
}

export interface School {
	index: number;
	key: string;
	uai: string;
	name: string;
	town: string;
	postalCode: string;
	classes: readonly { code: string; label: string; level: Level }[];
	groups: readonly { code: string; label: string }[];
}

export interface Pupil {
	key: number;
	given: string;
	family: string;
	girl: boolean;
	/** dd/mm/yyyy */
	birth: string;
	school: School;
	level: Level;
	classCode: string;
	groups: readonly string[];
	subjects: readonly { code: string; label: string }[];
	address: Address;
	/** `personJoin$link$financial$legal$contact$payment` */
	relations: readonly string[];
	grant: boolean;
}

export interface Guardian {
	key: number;
	given: string;
	family: string;
	title: string;
	mobile: string;
	phone: string;
	mail: string | null;
	address: Address;
}

export interface Staff {
	key: number;
	given: string;
	family: string;
	title: string;
	birth: string;
	mail: string;
	school: School;
	teaches: boolean;
	/** `structure$code$label$disciplineCode$disciplineLabel` */
	functions: readonly string[];
	classes: readonly string[];
	groups: readonly string[];
	headOf: readonly string[];
}

const person = 'categoriePersonne';

export function schoolRecord(school: School): string {
	return addRequest('categorieStructure', 'EtabEducNat', school.key, [
		['ENTStructureJointure', school.key],
		['ENTStructureUAI', school.uai],
		['ENTStructureSIREN', `1992${school.uai.slice(1, 6)}`],
		['ENTStructureNomCourant', `${school.name}$${school.town.toUpperCase()}`],
		['ENTStructureTypeStruct', 'COLLEGE'],
		['ENTEtablissementContrat', 'PU'],
		['ENTServAcAcademie', 'VERSAILLES'],
		['ENTEtablissementMinistereTutelle', "MINISTERE DE L'EDUCATION NATIONALE"],
		['street', `${school.index + 1} place du Collège`],
		['postalCode', school.postalCode],
		['l', school.town],
		['telephoneNumber', `01 99 00 ${pair(Math.floor(school.index / 100))} ${pair(school.index % 100)}`],
		['ENTStructureMailSI', `ce.${school.uai.toLowerCase()}@academie.example`],
		['ENTStructureClasses', school.classes.map((one) => `${one.code}$${one.label}`)],
		['ENTStructureGroupes', school.groups.map((one) => `${one.code}$${one.label}`)]
	]);
}

function pair(number: number): string {
	return String(number).padStart(2, '0');
}

function addressBlock(address: Address): Attribute[] {
	return [
		['ENTPersonAdresse', address.lines],
		['ENTPersonCodePostal', address.postalCode],
		['ENTPersonVille', address.town],
		['ENTPersonPays', 'FRANCE']
	];
}

export function pupilRecord(pupil: Pupil): string {
	const { school, level } = pupil;
	return addRequest(person, 'Eleve', String(pupil.key), [
		['ENTPersonJointure', String(pupil.key)],
		['ENTEleveINE', `${String(pupil.key).padStart(9, '0')}${pupil.key % 2 ? 'GA' : 'HB'}`],
		['ENTEleveStructRattachId', String(pupil.key % 100_000)],
		['ENTPersonDateNaissance', pupil.birth],
		['ENTPersonNomPatro', pupil.family],
		['sn', pupil.family],
		['givenName', pupil.given],
		['ENTPersonAutresPrenoms', [pupil.given]],
		['personalTitle', pupil.girl ? 'Mme' : 'M.'],
		['ENTPersonCivilite', pupil.girl ? 'Mme' : 'M.'],
		['ENTPersonSexe', pupil.girl ? 'F' : 'M'],
		...addressBlock(pupil.address),
		['homePhone', null],
		['mail', null],
		['ENTPersonStructRattach', school.key],
		['ENTEleveStatutEleve', 'SCOLAIRE'],
		['ENTEleveMEF', level.mef],
		['ENTEleveLibelleMEF', level.label],
		['ENTEleveNivFormation', level.label],
		['ENTEleveNivFormationDiplome', `COLLEGE ${level.label}`],
		['ENTEleveFiliere', null],
		['ENTEleveEnseignements', pupil.subjects.map((subject) => subject.label)],
		['ENTEleveCodeEnseignements', pupil.subjects.map((subject) => subject.code)],
		['ENTEleveRegime', pupil.key % 3 ? "DEMI-PENSIONNAIRE DANS L'ETABLISSEMENT" : 'EXTERNE LIBRE'],
		['ENTEleveBoursier', pupil.grant ? 'O' : 'N'],
		['ENTEleveTransport', 'N'],
		['ENTEleveMajeur', 'N'],
		['ENTEleveMajeurAnticipe', 'N'],
		['ENTEleveClasses', [`${school.key}$${pupil.classCode}`]],
		['ENTEleveGroupes', pupil.groups.map((code) => `${school.key}$${code}`)],
		['ENTElevePersRelEleve', pupil.relations],
		['ENTEleveAutoriteParentale', null],
		['ENTElevePere', null],
		['ENTEleveMere', null]
	]);
}

export function guardianRecord(guardian: Guardian): string {
	return addRequest(person, 'PersRelEleve', String(guardian.key), [
		['ENTPersonJointure', String(guardian.key)],
		['ENTPersonNomPatro', guardian.family],
		['sn', guardian.family],
		['givenName', guardian.given],
		['personalTitle', guardian.title],
		['ENTPersonAutresPrenoms', null],
		['homePhone', guardian.phone],
		['telephoneNumber', null],
		['mobile', guardian.mobile],
		['ENTPersonMobileSMS', guardian.mobile],
		['mail', guardian.mail],
		...addressBlock(guardian.address)
	]);
}

export function staffRecord(staff: Staff): string {
	return addRequest(person, 'PersEducNat', String(staff.key), [
		['ENTPersonJointure', String(staff.key)],
		['ENTPersonDateNaissance', staff.birth],
		['ENTPersonNomPatro', staff.family],
		['sn', staff.family],
		['givenName', staff.given],
		['personalTitle', staff.title],
		['mail', staff.mail],
		['ENTPersonStructRattach', staff.school.key],
		['PersEducNatPresenceDevantEleves', staff.teaches ? 'O' : 'N'],
		['ENTPersonFonctions', staff.functions],
		['ENTAuxEnsClassesMatieres', staff.classes],
		['ENTAuxEnsGroupesMatieres', staff.groups],
		['ENTAuxEnsClasses', [...new Set(staff.classes.map((line) => line.split('$').slice(0, 2).join('$')))]],
		['ENTAuxEnsGroupes', [...new Set(staff.groups.map((line) => line.split('$').slice(0, 2).join('$')))]],
		['ENTAuxEnsClassesPrincipal', staff.headOf]
	]);
}

export function subjectRecord(subject: { code: string; label: string }): string {
	return addRequest('categorieMatiere', 'MatiereEducNat', subject.code, [
		['ENTMatJointure', subject.code],
		['ENTLibelleMatiere', subject.label]
	]);
}

export function mefRecord(level: Level): string {
	return addRequest('categorieMef', 'MefEducNat', level.mef, [
		['ENTMefJointure', level.mef],
		['ENTLibelleMef', level.label],
		['ENTMEFRattach', level.mef],
		['ENTMEFSTAT11', level.mef]
	]);
}
