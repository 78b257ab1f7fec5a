/** Words of news: stages, publishers, audiences, dates. */
import { m } from '#paraglide/messages.js';
import { fullDate, sayDate } from '#ui/dates.ts';

export const STAGES = ['live', 'draft', 'scheduled', 'over'] as const;
export type Stage = (typeof STAGES)[number];

/** Profiles news may be addressed to. */
export const READERS = ['pupil', 'guardian', 'teacher', 'staff', 'principal', 'academy'] as const;

const STAGE_WORDS = {
	live: [m.publications_stage_live, m.publications_tab_live],
	draft: [m.publications_stage_draft, m.publications_tab_draft],
	scheduled: [m.publications_stage_scheduled, m.publications_tab_scheduled],
	over: [m.publications_stage_over, m.publications_tab_over]
} as const;

export function stageWord(stage: Stage, many = false): string {
	return STAGE_WORDS[stage][many ? 1 : 0]();
}

export function emptyTitle(stage: Stage): string {
	return { live: m.publications_empty_live, draft: m.publications_empty_draft, scheduled: m.publications_empty_scheduled, over: m.publications_empty_over }[stage]();
}

export function emptyText(stage: Stage): string {
	return { live: m.publications_empty_live_text, draft: m.publications_empty_draft_text, scheduled: m.publications_empty_scheduled_text, over: m.publications_empty_over_text }[
		stage
	]();
}

export function publisherName(schoolName: string | null): string {
	return schoolName ?? m.publications_department();
}

const READER_WORDS: Record<string, () => string> = {
	pupil: m.publications_reader_pupil,
	guardian: m.publications_reader_guardian,
	teacher: m.publications_reader_teacher,
	staff: m.publications_reader_staff,
	principal: m.publications_reader_principal,
	academy: m.publications_reader_academy
};

export function readerWord(profile: string): string {
	return READER_WORDS[profile]?.() ?? profile;
}

/** « Enseignants, responsables · 5e B, 5e C ». */
export function audienceLine(news: { audience: string; schoolName: string | null; profiles: readonly string[]; classes: readonly string[] }): string {
	if (news.audience === 'public') return m.publications_for_public();
	if (news.audience === 'everyone') return news.schoolName === null ? m.publications_for_all() : m.publications_for_school({ school: news.schoolName });
	return [news.profiles.map(readerWord).join(', '), news.classes.join(', ')].filter(Boolean).join(' · ');
}

/** When it is shown, as people say it. */
export function periodLine(news: { stage: Stage; from: Date | null; until: Date | null }): string {
	const until = news.until ? sayDate(news.until) : '';
	if (news.stage === 'draft') return m.publications_stage_draft();
	if (news.stage === 'over') return m.publications_over_since({ date: until });
	const from = news.from ? sayDate(news.from) : '';
	if (news.stage === 'scheduled') return m.publications_from({ date: from });
	return until ? m.publications_since_until({ from, until }) : from;
}

/** The same with whole dates, for those who publish. */
export function periodInFull(news: { from: Date | null; until: Date | null }): string {
	const from = news.from ? m.publications_from({ date: fullDate(news.from) }) : m.publications_from_publication();
	const until = news.until ? m.publications_until({ date: fullDate(news.until) }) : m.publications_until_withdrawn();
	return `${from.charAt(0).toLocaleUpperCase()}${from.slice(1)}, ${until}`;
}

/** The fields of the form by their labels, for the summary of what was refused. */
export function newsLabels(): Record<string, string> {
	return {
		schoolId: m.publications_published_by(),
		title: m.publications_title(),
		body: m.publications_text(),
		importance: m.publications_importance(),
		audience: m.publications_audience(),
		profiles: m.publications_readers(),
		classIds: m.publications_classes(),
		startsAt: m.publications_starts(),
		endsAt: m.publications_ends(),
		link: m.publications_link(),
		linkLabel: m.publications_link_label(),
		videoUrl: m.publications_video_link()
	};
}
