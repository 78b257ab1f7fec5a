/**
 * Attributes of the export by what becomes of them: used (they get a slot), known and left aside (data
 * Préau has no need of: national number, scholarship, transport; legacy lists), or unknown (counted).
 */

const USED = [
	// structures
	'ENTStructureJointure',
	'ENTStructureUAI',
	'ENTStructureNomCourant',
	'ENTStructureTypeStruct',
	'ENTServAcAcademie',
	'street',
	'postalCode',
	'l',
	'ENTStructureMailSI',
	'ENTStructureClasses',
	'ENTStructureGroupes',
	// everybody
	'ENTPersonJointure',
	'ENTPersonDateNaissance',
	'ENTPersonNomPatro',
	'sn',
	'givenName',
	'ENTPersonAutresPrenoms',
	'personalTitle',
	'ENTPersonStructRattach',
	'ENTPersonAdresse',
	'ENTPersonCodePostal',
	'ENTPersonVille',
	'ENTPersonPays',
	'homePhone',
	'telephoneNumber',
	'mobile',
	'ENTPersonMobileSMS',
	'mail',
	// pupils
	'ENTEleveClasses',
	'ENTEleveGroupes',
	'ENTEleveMEF',
	'ENTEleveLibelleMEF',
	'ENTEleveNivFormation',
	'ENTElevePersRelEleve',
	// staff
	'ENTPersonFonctions',
	'PersEducNatPresenceDevantEleves',
	'ENTAuxEnsClassesMatieres',
	'ENTAuxEnsGroupesMatieres',
	'ENTAuxEnsClassesPrincipal',
	// subjects and MEF
	'ENTMatJointure',
	'ENTLibelleMatiere',
	'ENTMefJointure',
	'ENTLibelleMef'
] as const;

export type UsedAttribute = (typeof USED)[number];

const LEFT_ASIDE = [
	'ENTStructureSIREN',
	'ENTEtablissementContrat',
	'ENTEtablissementMinistereTutelle',
	'ENTEtablissementStructRattachFctl',
	'ENTStructureSiteWeb',
	'ENTStructureNomCourantRattach',
	'ENTEtablissementBassin',
	'ENTDisplayName',
	'facsimileTelephoneNumber',
	'ENTEleveINE',
	'ENTEleveStructRattachId',
	'ENTEleveRegime',
	'ENTEleveBoursier',
	'ENTEleveTransport',
	'ENTEleveStatutEleve',
	'ENTEleveCodeEnseignements',
	'ENTEleveEnseignements',
	'ENTEleveFiliere',
	'ENTEleveNivFormationDiplome',
	'ENTEleveMajeur',
	'ENTEleveMajeurAnticipe',
	'ENTEleveSpecialite',
	'ENTEleveVilleNaissance',
	'ENTEleveDepartementNaissance',
	'ENTElevePaysNaissance',
	'ENTEleveAdresseResponsable',
	'ENTEleveParents',
	'ENTElevePere',
	'ENTEleveMere',
	'ENTEleveAutoriteParentale',
	'ENTElevePersRelEleve1',
	'ENTElevePersRelEleve2',
	'ENTEleveQualitePersRelEleve1',
	'ENTEleveQualitePersRelEleve2',
	'ENTPersonCivilite',
	'ENTPersonSexe',
	'ENTPersonLogin',
	'ENTPersonMotDePasse',
	'ENTPersonAlias',
	'ENTPersonProfils',
	'ENTPersonNomComplet',
	'ENTPersonCodeInseeVille',
	'ENTPersonIdentifiant',
	'ENTPersonAdresseDiffusion',
	'ENTAuxPersRelEleveEleve',
	'ENTPersRelEleveEleve',
	'ENTAuxEnsClasses',
	'ENTAuxEnsGroupes',
	'ENTAuxEnsMatiereEnseignEtab',
	'ENTAuxEnsDisciplinesPoste',
	'ENTAuxEnsMEF',
	'ENTAuxEnsCategoDiscipline',
	'ENTMEFRattach',
	'ENTMEFSTAT11',
	'uid',
	'cn',
	'title',
	'ENTPersonStructRattachId',
	'ENTPersonStructRattachUAI'
] as const;

const slots = new Map<string, number>(USED.map((name, slot) => [name, slot]));

/** Place of an attribute in a record's values. */
export function slotOf(name: UsedAttribute): number {
	return slots.get(name) ?? -1;
}

/** Between the items of a list kept as one text: XML cannot contain it. */
export const SEPARATOR = '\u001f';

export const SLOTS = USED.length;
export const LEFT = -1;
export const UNKNOWN = -2;

/** Names are few and return with every record. Bounded: a file could invent them without end. */
const found = new Map<string, number>([...LEFT_ASIDE.map((name) => [name, LEFT] as const), ...slots]);
const MOST_FOUND = 1_000;

/** The slot of an attribute by its name in the file; `LEFT` or `UNKNOWN` when it has none. */
export function findSlot(name: string): number {
	const known = found.get(name);
	if (known !== undefined) return known;
	// « Each may have a …Date twin ».
	const slot = name.endsWith('Date') ? LEFT : UNKNOWN;
	if (found.size < MOST_FOUND) found.set(name, slot);
	return slot;
}
