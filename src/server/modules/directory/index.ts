/** Who is who: schools, people, classes, groups, family links, and who may see and write to whom. */
import type { Job, JobTools } from '#platform/jobs';
import './tables.ts';
import './tables-admin.ts';
import { adoption } from './queries/adoption.ts';
import { classPage, groupPage } from './queries/class.ts';
import { myChildren } from './queries/my-children.ts';
import { myClasses } from './queries/my-classes.ts';
import { mySchools } from './queries/my-schools.ts';
import { personPage } from './queries/person.ts';
import { search } from './queries/search.ts';

export { mayReach, reachable, reachOf, type Reach } from './rules/reach.ts';
export { findReachable, type Found, type Wanted } from './rules/find.ts';
export { refreshSearch } from './rules/refresh.ts';
export type { Scope } from './tables-admin.ts';
export type { Adoption, AdoptionLine } from './queries/adoption.ts';
export type { GroupSheet } from './queries/group-sheet.ts';
export type { PersonSheet } from './queries/person.ts';
export type { SearchResult } from './queries/search.ts';
export type { MyChild } from './queries/my-children.ts';
export type { MyClass } from './queries/my-classes.ts';
export type { MySchool } from './queries/my-schools.ts';

export const definitions = [mySchools, myChildren, myClasses, search, classPage, groupPage, personPage, adoption] as const;

/** Background work of this module. */
export function jobs(_tools: JobTools): Job[] {
	return [];
}
