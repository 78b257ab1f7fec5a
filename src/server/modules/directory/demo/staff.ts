/** The team of a fictional school: who directs, watches over school life, teaches what to whom. */
import { withoutAccents } from '#kernel/letters';
import { adultName, birthDate } from './families.ts';
import { FAMILY_NAMES } from './names.ts';
import { Random, at } from './random.ts';
import type { School, Staff } from './records.ts';
import { NAMED_STAFF, STORY_CLASS, type NamedStaff } from './story.ts';
import { GERMAN, IN_GROUPS, LATIN, SPANISH, SUBJECTS, type Subject } from './subjects.ts';

const OTHER_POSTS: readonly { post: NamedStaff['post'] | 'deputy' | 'watch' | 'library'; code: string; label: string; discipline: string; name: string }[] = [
	{ post: 'head', code: 'DIR', label: 'DIRECTION', discipline: 'D0010', name: "CHEF D'ETABLISSEMENT" },
	{ post: 'deputy', code: 'DIR', label: 'DIRECTION', discipline: 'D0011', name: "CHEF D'ETABLISSEMENT ADJOINT" },
	{ post: 'manager', code: 'ADF', label: 'PERSONNELS ADMINISTRATIFS', discipline: 'A0010', name: 'GESTIONNAIRE' },
	{ post: 'life', code: 'EDU', label: 'EDUCATION', discipline: 'C0010', name: "CONSEILLER PRINCIPAL D'EDUCATION" },
	{ post: 'watch', code: 'AED', label: "ASSISTANT D'EDUCATION", discipline: '', name: '' },
	{ post: 'watch', code: 'AED', label: "ASSISTANT D'EDUCATION", discipline: '', name: '' },
	{ post: 'library', code: 'DOC', label: 'DOCUMENTATION', discipline: 'L0080', name: 'DOCUMENTATION' }
];

/** Staff of a school by the number of its pupils: 8,000 for 75,000, as in a real département. */
export function staffCount(pupils: number): number {
	return Math.max(OTHER_POSTS.length + SUBJECTS.length, Math.round(pupils * 0.1067));
}

/** Spread `count` teachers over the subjects by weight, at least one each. */
function subjectsOfTeachers(count: number): Subject[] {
	const total = SUBJECTS.reduce((sum, subject) => sum + subject.weight, 0);
	const list: Subject[] = [];
	for (const subject of SUBJECTS) {
		const share = Math.max(1, Math.round((count * subject.weight) / total));
		for (let i = 0; i < share; i++) list.push(subject);
	}
	while (list.length < count) list.push(at(SUBJECTS, list.length));
	// Too many after rounding: take from the end of the big subjects.
	while (list.length > count)
		list.splice(
			list.findIndex((one, index) => list.indexOf(one) !== index),
			1
		);
	return list;
}

/** The whole team. `next` is the neighbouring school, where one teacher in twenty also works. */
export function makeStaff(random: Random, school: School, next: School | null, pupils: number, schoolYear: number, nextKey: () => number): Staff[] {
	const named = NAMED_STAFF.filter((one) => one.school === school.index);
	const person = (post: string, subject?: string) => {
		const index = named.findIndex((one) => one.post === post && one.subject === subject);
		const [found] = index >= 0 ? named.splice(index, 1) : [];
		const title = found?.title ?? (random.chance(0.64) ? 'Mme' : 'M.');
		const family = found?.family ?? random.common(FAMILY_NAMES);
		const given = found?.given ?? adultName(random, title === 'Mme', family);
		const key = nextKey();
		const plain = withoutAccents(`${given}.${family}`)
			.replace(/[^A-Za-z.-]/g, '')
			.toLowerCase();
		const mail = `${plain}${found ? '' : String(key % 1000)}@academie.example`;
		return { key, given, family, title, birth: birthDate(random, schoolYear, 26 + random.below(38)), mail, school };
	};
	const others = OTHER_POSTS.map((post): Staff => ({
		...person(post.post),
		teaches: post.code === 'DOC',
		headOf: [],
		classes: [],
		groups: [],
		functions: [`${school.key}$${post.code}$${post.label}$${post.discipline}$${post.name}`]
	}));
	const teaching = subjectsOfTeachers(staffCount(pupils) - others.length);
	const teachers = teaching.map((subject): Staff & { subject: Subject } => ({
		...person('teacher', subject.code),
		subject,
		teaches: true,
		functions: [`${school.key}$ENS$ENSEIGNEMENT$L${subject.code.slice(0, 4)}$${subject.label}`],
		classes: [],
		groups: [],
		headOf: []
	}));
	assignLessons(school, teachers);
	const shared = next === null ? [] : teachers.filter((_, index) => index % 20 === 19);
	return [
		...others,
		...teachers.map(({ subject, ...teacher }): Staff =>
			next === null || !shared.some((one) => one.key === teacher.key)
				? teacher
				: {
						...teacher,
						functions: [...teacher.functions, `${next.key}$ENS$ENSEIGNEMENT$L${subject.code.slice(0, 4)}$${subject.label}`],
						classes: [...teacher.classes, `${next.key}$${at(next.classes, teacher.key).code}$${subject.code}`]
					}
		)
	];
}

/** Give every class a teacher in each subject, every group one, and every class a head teacher. */
function assignLessons(school: School, teachers: (Staff & { subject: Subject })[]): void {
	const add = (teacher: Staff, list: 'classes' | 'groups' | 'headOf', line: string) => {
		teacher[list] = [...teacher[list], line];
	};
	const storyClass = STORY_CLASS.school === school.index ? STORY_CLASS : null;
	for (const subject of SUBJECTS) {
		const team = teachers.filter((one) => one.subject === subject);
		if (IN_GROUPS.includes(subject.code)) {
			const kind = subject.code === LATIN ? 'LATIN' : subject.code === SPANISH ? 'ESP' : subject.code === GERMAN ? 'ALL' : '';
			school.groups
				.filter((group) => group.code.slice(1).startsWith(kind))
				.forEach((group, index) => {
					add(at(team, index), 'groups', `${school.key}$${group.code}$${subject.code}`);
				});
			continue;
		}
		school.classes.forEach((one, index) => {
			// The named teachers, who come first in their subject, teach the class of the story.
			const teacher = at(team, one.code === storyClass?.code ? 0 : index);
			add(teacher, 'classes', `${school.key}$${one.code}$${subject.code}`);
		});
	}
	// The named head teacher has one class, and no other.
	const named = storyClass ? teachers.find((one) => one.subject.code === storyClass.subject) : undefined;
	const heads = teachers.filter((one) => one !== named && !IN_GROUPS.includes(one.subject.code));
	school.classes.forEach((one, index) => {
		add(named && one.code === storyClass?.code ? named : at(heads, index * 3 + 1), 'headOf', `${school.key}$${one.code}`);
	});
}
