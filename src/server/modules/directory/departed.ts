import { sql } from 'kysely';

/** Ids of those `eraseDue` erased. Not of an account merged into another, which keeps its login: what was its own is the other's. */
export const leftForGood = sql`select id from directory.person where suspended_at is not null and status = 'erased' and login = 'efface-' || id::text`;
