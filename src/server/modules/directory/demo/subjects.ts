/** Subjects taught in a collège, with national codes, and how many teachers each needs for 24 classes. */
export interface Subject {
	code: string;
	label: string;
	weight: number;
}

export const SUBJECTS: readonly Subject[] = [
	{ code: '020700', label: 'FRANCAIS', weight: 9 },
	{ code: '061300', label: 'MATHEMATIQUES', weight: 8 },
	{ code: '043700', label: 'HISTOIRE-GEOGRAPHIE-EMC', weight: 6 },
	{ code: '030201', label: 'ANGLAIS LV1', weight: 6 },
	{ code: '030602', label: 'ESPAGNOL LV2', weight: 4 },
	{ code: '030102', label: 'ALLEMAND LV2', weight: 2 },
	{ code: '062900', label: 'SCIENCES DE LA VIE ET DE LA TERRE', weight: 3 },
	{ code: '063800', label: 'PHYSIQUE-CHIMIE', weight: 3 },
	{ code: '070500', label: 'TECHNOLOGIE', weight: 3 },
	{ code: '100100', label: 'EDUCATION PHYSIQUE ET SPORTIVE', weight: 6 },
	{ code: '080300', label: 'EDUCATION MUSICALE', weight: 2 },
	{ code: '090100', label: 'ARTS PLASTIQUES', weight: 2 },
	{ code: '020900', label: 'LATIN', weight: 1 }
];

export const LATIN = '020900';
export const SPANISH = '030602';
export const GERMAN = '030102';
/** Taught in groups, not to a whole class. */
export const IN_GROUPS: readonly string[] = [LATIN, SPANISH, GERMAN];

export interface Level {
	digit: 3 | 4 | 5 | 6;
	mef: string;
	label: string;
	/** Age in the autumn the year begins. */
	age: number;
}

export const LEVELS: readonly Level[] = [
	{ digit: 6, mef: '10010012110', label: '6EME', age: 11 },
	{ digit: 5, mef: '10110001110', label: '5EME', age: 12 },
	{ digit: 4, mef: '10210001110', label: '4EME', age: 13 },
	{ digit: 3, mef: '10310019110', label: '3EME', age: 14 }
];
