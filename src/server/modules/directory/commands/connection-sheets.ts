import * as v from 'valibot';
import { command } from '#kernel/definition';
import { refuse, refuseField } from '#kernel/errors';
import { issueCodes } from '#modules/identity';
import { m } from '#paraglide/messages.js';
import { makeSheets } from '../sheets/make.ts';
import { MOST, neverCame, Whom, type NeverCame } from '../sheets/never-came.ts';
import { itsAdministrator } from './local.ts';

/** Sheets of paper with login and activation code for those who never came, by class then by name. */
export const connectionSheets = command({
	name: 'directory.connection-sheets',
	summary: 'Print login and activation code of people of a school who never connected, as a PDF',
	as: 'system',
	internal: true,
	input: v.object({
		...Whom.entries,
		perPage: v.optional(v.pipe(v.union([v.string(), v.number()]), v.transform(Number), v.picklist([1, 2, 8])), 2)
	}),
	allow: itsAdministrator,
	trial: (world) => ({ school: world.schoolId, people: 'pupils' as const, perPage: 8 }),
	async run(ctx, input) {
		const rows = await neverCame(ctx, input);
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
				return issued ? [{ name: row.name, about: aboutOf(row), pupil: row.kind === 'pupil', login: row.login, code: issued.code, until: written.format(issued.expiresAt) }] : [];
			})
		});
		ctx.audit({ schoolId: input.school, details: { people: input.people, count: rows.length, ...(input.class ? { class: input.class } : {}) } });
		return { pdf, count: rows.length, name: `fiches-${input.people === 'pupils' ? 'eleves' : input.people === 'guardians' ? 'responsables' : 'personnels'}.pdf` };
	}
});

/** Under the name, on paper: a sheet is handed out by class. In French, as the sheet. */
function aboutOf(row: NeverCame): string {
	if (row.pupil !== null) return m.directory_sheet_guardian({ pupil: row.pupil, class: row.class ?? '' }, { locale: 'fr' });
	return row.class ?? row.office ?? m.directory_sheet_staff({}, { locale: 'fr' });
}
