/** A news item as its form holds it: text only, as typed. */
export interface NewsFields {
	version: string;
	schoolId: string;
	title: string;
	body: string;
	importance: string;
	audience: string;
	profiles: string[];
	classIds: string[];
	startsAt: string;
	endsAt: string;
	link: string;
	linkLabel: string;
	videoUrl: string;
}

export const EMPTY: NewsFields = {
	version: '',
	schoolId: '',
	title: '',
	body: '',
	importance: 'normal',
	audience: 'everyone',
	profiles: [],
	classIds: [],
	startsAt: '',
	endsAt: '',
	link: '',
	linkLabel: '',
	videoUrl: ''
};
