import { sql } from 'kysely';
import * as v from 'valibot';
import { command } from '#kernel/definition';
import { refuse, refuseField } from '#kernel/errors';
import { id } from '#kernel/input';
import { issueCodes } from '#modules/identity';
import { makeSheets } from '../sheets/make.ts';
import { itsAdministrator } from './local.ts';

const MOST = 3_000;

interface Row {
	id: string;
	name: string;
	login: string;
	kind: 'pupil' | 'adult';
	about: string | null;
	school: string;
}

/** Sheets of paper with login and activation code for those who never came, by class then by name. */
export const connectionSheets = command({
	name: 'directory.connection-sheets',
	summary: 'Print login and activation code of people of a school who never connected, as a PDF',
	as: 'system',
	internal: true,
	input: v.object({
		school: id,
		people: v.picklist(['pupils', 'guardians', 'staff'], 'required'),
		class: v.optional(
			v.union([
				v.pipe(
					v.literal(''),
					v.transform(() => undefined)
				),
				id
			])
		),
		perPage: v.optional(v.pipe(v.union([v.string(), v.number()]), v.transform(Number), v.picklist([1, 2, 8])), 2)
	}),
	allow: itsAdministrator,
	trial: (world) => ({ school: world.schoolId, people: 'pupils' as const, perPage: 8 }),
	async run(ctx, input) {
		const inClass = input.class ? sql`and g.id = ${input.class}` : sql``;
		// A class list of pupils; their guardians in the same order, each once; or the adults of the school.
		const pupil = sql`
			select p.id, p.given_name || ' ' || p.family_name as name, core.fold(p.family_name || ' ' || p.given_name) as sorted, g.label
			from directory.groups g
			join directory.membership m on m.group_id = g.id and m.role = 'pupil'
			join directory.person p on p.id = m.person_id and p.status = 'active'
			where g.school_id = ${input.school} and g.kind = 'class' and g.status = 'active' ${inClass}`;
		const people =
			input.people === 'pupils'
				? sql`select id, label as about, label, sorted from (${pupil}) pupil`
				: input.people === 'guardians'
					? sql`select distinct on (l.guardian_id) l.guardian_id as id, 'responsable de ' || pupil.name || ', ' || pupil.label as about, pupil.label, pupil.sorted
					from (${pupil}) pupil join directory.guardianship l on l.pupil_id = pupil.id and l.legal > 0 order by l.guardian_id, pupil.label, pupil.sorted`
					: sql`select distinct on (r.person_id) r.person_id as id, coalesce(nullif(initcap(r.function_label), ''), 'personnel du collège') as about, '' as label, core.fold(p.family_name || ' ' || p.given_name) as sorted
					from directory.role r join directory.person p on p.id = r.person_id where r.school_id = ${input.school} and r.profile in ('teacher', 'staff', 'principal', 'guest') order by r.person_id`;
		const { rows } = await sql<Row>`
			select p.id, p.login, p.kind, list.about, s.name as school,
				case when p.kind = 'pupil' then p.given_name || ' ' || p.family_name else concat_ws(' ', p.title, p.given_name, p.family_name) end as name
			from (${people}) list
			join directory.person p on p.id = list.id and p.status = 'active'
			join directory.school s on s.id = ${input.school}
			where not exists (select from identity.account a where a.person_id = p.id)
			order by list.label, list.sorted, p.id limit ${MOST + 1}`.execute(ctx.db);
		const [first] = rows;
		if (!first) return refuse('conflict', { code: 'nothing-to-print' });
		if (rows.length > MOST) return refuseField('class', 'too-many', { limit: MOST });
		const codes = await issueCodes(
			ctx,
			rows.map((row) => row.id),
			'activation'
		);
		const written = new Intl.DateTimeFormat('fr-FR', { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'Europe/Paris' });
		const pdf = await makeSheets({
			school: first.school,
			site: ctx.ports.config.origin.replace(/^https?:\/\//, ''),
			perPage: input.perPage as 1 | 2 | 8,
			title: `Fiches de connexion – ${first.school}`,
			sheets: rows.flatMap((row) => {
				const issued = codes.get(row.id);
				return issued
					? [{ name: row.name, about: row.about ?? '', pupil: row.kind === 'pupil', login: row.login, code: issued.code, until: written.format(issued.expiresAt) }]
					: [];
			})
		});
		ctx.audit({ schoolId: input.school, details: { people: input.people, count: rows.length, ...(input.class ? { class: input.class } : {}) } });
		return { pdf, count: rows.length, name: `fiches-${input.people === 'pupils' ? 'eleves' : input.people === 'guardians' ? 'responsables' : 'personnels'}.pdf` };
	}
});
