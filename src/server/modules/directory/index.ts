/** Who is who: schools, people, classes, groups, family links, and who may see and write to whom. */
import type { Job, JobTools } from '#platform/jobs';
import './tables.ts';
import './tables-admin.ts';
import { blockAccount, correctEmail, createGuest, setDelegate, unblockAccount } from './commands/accounts.ts';
import { dismissDuplicate, mergeDuplicate } from './commands/duplicates.ts';
import { connectionSheets } from './commands/connection-sheets.ts';
import { mailCodes } from './commands/mail-codes.ts';
import { addMembers, closeGroup, createGroup, removeMember, renameGroup } from './commands/groups.ts';
import { appointAbove, dismissAbove, nameAbove } from './commands/above-schools.ts';
import { appointPrincipal, createSchool, dismissPrincipal, namePrincipal, principalCode, schoolKinds } from './commands/schools.ts';
import { setCommunication } from './commands/set-communication.ts';
import { applyCsv, csvDraft, mapCsv, uploadCsv } from './csv/definitions.ts';
import { directoryJobs } from './jobs.ts';
import { account } from './queries/account.ts';
import { accounts } from './queries/accounts.ts';
import { adoption } from './queries/adoption.ts';
import { classPage, groupPage } from './queries/class.ts';
import { communication, communicationEffect } from './queries/communication.ts';
import { duplicates } from './queries/duplicates.ts';
import { explainReach } from './queries/explain-reach.ts';
import { importReport } from './queries/import-report.ts';
import { myChildren } from './queries/my-children.ts';
import { myClasses } from './queries/my-classes.ts';
import { mySchools } from './queries/my-schools.ts';
import { personPage } from './queries/person.ts';
import { school } from './queries/school.ts';
import { search } from './queries/search.ts';

export { generateAaf } from './demo/generate.ts';
export { createDemoPersonas, PERSONAS } from './demo/personas.ts';
export {
	DEFAULT_MAX_DEPARTURES,
	directoryStats,
	importAaf,
	listRuns,
	refreshSearchEverywhere,
	sentenceOf,
	showRun,
	undoImport,
	type DirectoryStats,
	type ImportOptions,
	type ImportResult,
	type ImportSummary,
	type Report,
	type RunDetail,
	type RunLine,
	type SchoolEvent,
	type SchoolReport,
	type SchoolStats,
	type Tally,
	type UndoResult
} from './import/index.ts';
export { leftForGood } from './departed.ts';
export { mayReach, reachable, reachOf, type Reach } from './rules/reach.ts';
export { findReachable, type Found, type Wanted } from './rules/find.ts';
export { allocateLogins } from './commands/local.ts';
export { refreshSearch } from './rules/refresh.ts';
export type { Scope } from './tables-admin.ts';
export type { Adoption, AdoptionLine } from './queries/adoption.ts';
export type { Communication, RuleCell, RuleEffect } from './queries/communication.ts';
export type { CsvDraft } from './csv/definitions.ts';
export type { AccountRow } from './queries/accounts.ts';
export type { DuplicatePair, Suspect } from './queries/duplicates.ts';
export type { Explanation } from './queries/explain-reach.ts';
export type { GroupSheet } from './queries/group-sheet.ts';
export type { PersonSheet } from './queries/person.ts';
export type { SchoolSheet } from './queries/school.ts';
export type { SearchResult } from './queries/search.ts';
export type { MyChild } from './queries/my-children.ts';
export type { MyClass } from './queries/my-classes.ts';
export type { MySchool } from './queries/my-schools.ts';

export const definitions = [
	mySchools,
	school,
	schoolKinds,
	createSchool,
	namePrincipal,
	appointPrincipal,
	principalCode,
	dismissPrincipal,
	nameAbove,
	appointAbove,
	dismissAbove,
	myChildren,
	myClasses,
	search,
	classPage,
	groupPage,
	personPage,
	adoption,
	account,
	accounts,
	communication,
	communicationEffect,
	explainReach,
	importReport,
	setCommunication,
	createGroup,
	renameGroup,
	addMembers,
	removeMember,
	closeGroup,
	connectionSheets,
	mailCodes,
	createGuest,
	correctEmail,
	blockAccount,
	unblockAccount,
	setDelegate,
	duplicates,
	mergeDuplicate,
	dismissDuplicate,
	uploadCsv,
	mapCsv,
	csvDraft,
	applyCsv
] as const;

/** Background work of this module. */
export function jobs(tools: JobTools): Job[] {
	return directoryJobs(tools);
}
