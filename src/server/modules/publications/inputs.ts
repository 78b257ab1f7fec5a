/** What a news item is made of, as a form or JSON gives it. */
import * as v from 'valibot';
import { PROFILES } from '#kernel/actor';
import type { Db } from '#kernel/context';
import { refuse, type FieldErrors, type Refusal } from '#kernel/errors';
import { id, list, moment, optionalText, text } from '#kernel/input';
import { AUDIENCES, IMPORTANCES } from './tables.ts';

/** A page of ours, or a secure page elsewhere. Never another scheme: `javascript:` is a scheme too. */
const address = (code: string, ours: boolean) =>
	v.optional(
		v.pipe(
			v.string(code),
			v.trim(),
			v.maxLength(500, 'too-long'),
			v.check((value) => value === '' || (ours && /^\/(?![/\\])[^\s\\]*$/.test(value)) || isSecure(value), code),
			v.transform((value) => (value === '' ? null : value))
		),
		''
	);

function isSecure(value: string): boolean {
	return URL.canParse(value) && new URL(value).protocol === 'https:' && new URL(value).username === '';
}

const school = v.optional(
	v.nullable(
		v.union(
			[
				v.pipe(
					v.literal(''),
					v.transform(() => null)
				),
				id
			],
			'not-found'
		)
	),
	null
);

export const contentEntries = {
	/** Empty: the département. */
	schoolId: school,
	title: text(140),
	body: text(5_000),
	importance: v.optional(v.picklist(IMPORTANCES), 'normal'),
	audience: v.optional(v.picklist(AUDIENCES), 'everyone'),
	profiles: list(v.picklist(PROFILES), PROFILES.length),
	classIds: list(id, 100),
	startsAt: moment,
	endsAt: moment,
	link: address('not-a-link', true),
	linkLabel: optionalText(60),
	videoUrl: address('not-a-video-link', false)
};

export interface Content {
	schoolId: string | null;
	title: string;
	body: string;
	importance: (typeof IMPORTANCES)[number];
	audience: (typeof AUDIENCES)[number];
	profiles: (typeof PROFILES)[number][];
	classIds: string[];
	startsAt: Date | null;
	endsAt: Date | null;
	link: string | null;
	linkLabel: string;
	videoUrl: string | null;
}

/** The columns of a content. Profiles and classes are kept only where they choose somebody. */
export function columns(content: Content) {
	const chosen = content.audience === 'chosen';
	return {
		title: content.title,
		body: content.body,
		importance: content.importance,
		audience: content.audience,
		profiles: chosen ? content.profiles : [],
		class_ids: chosen ? content.classIds : [],
		starts_at: content.startsAt,
		ends_at: content.endsAt,
		link: content.link,
		link_label: content.link !== null && content.linkLabel !== '' ? content.linkLabel : null,
		video_url: content.videoUrl
	};
}

/** What a schema cannot see: fields that only make sense together, a school that exists, classes of its own. */
export async function checkContent(db: Db, content: Content): Promise<Refusal | null> {
	const fields: FieldErrors = {};
	if (content.startsAt !== null && content.endsAt !== null && content.endsAt <= content.startsAt) fields.endsAt = { code: 'ends-before-start' };
	if (content.audience === 'public' && content.schoolId !== null) fields.audience = { code: 'public-is-departments' };
	if (content.audience === 'chosen' && content.profiles.length + content.classIds.length === 0) fields.audience = { code: 'choose-an-audience' };
	if (content.schoolId !== null && !(await schoolExists(db, content.schoolId))) fields.schoolId = { code: 'not-found' };
	if (content.audience === 'chosen' && content.classIds.length > 0) {
		if (content.schoolId === null) fields.classIds = { code: 'classes-need-a-school' };
		else if (!(await ownClasses(db, content.schoolId, content.classIds))) fields.classIds = { code: 'not-of-this-school' };
	}
	return Object.keys(fields).length > 0 ? refuse('invalid-input', { fields }) : null;
}

async function schoolExists(db: Db, id: string): Promise<boolean> {
	return (await db.selectFrom('directory.school').select('id').where('id', '=', id).executeTakeFirst()) !== undefined;
}

async function ownClasses(db: Db, schoolId: string, classIds: string[]): Promise<boolean> {
	const found = await db.selectFrom('directory.groups').select('id').where('id', 'in', classIds).where('school_id', '=', schoolId).where('kind', '=', 'class').execute();
	return found.length === new Set(classIds).size;
}
