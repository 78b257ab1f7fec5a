/**
 * A fictional export of the académie in the real file format, the same for the same options. One pass,
 * school after school, in constant memory: a whole département takes seconds.
 */
import { AafWriter, type AafType, type Encoding } from './aaf-writer.ts';
import { makeFamily, type Child, type Family } from './families.ts';
import { Random, at } from './random.ts';
import { guardianRecord, mefRecord, pupilRecord, schoolRecord, staffRecord, subjectRecord, type Guardian, type School } from './records.ts';
import { describeSchool } from './school.ts';
import { makeStaff } from './staff.ts';
import { storyFamilies } from './story.ts';
import { GERMAN, LATIN, LEVELS, SPANISH, SUBJECTS } from './subjects.ts';

export interface DemoOptions {
	schools: number;
	/** Of all schools together. */
	pupils: number;
	seed: number;
	out: string;
	/** Year of the autumn the school year begins in. */
	schoolYear?: number;
	/** yyyymmdd, in the names of the files. */
	date?: string;
}

export interface DemoCounts {
	schools: number;
	pupils: number;
	guardians: number;
	staff: number;
}

/** Some types as académies also send them: another encoding, or none said. */
const ENCODINGS: Record<AafType, Encoding> = {
	EtabEducNat: 'utf-8',
	Eleve: 'utf-8',
	PersRelEleve: 'utf-8',
	PersEducNat: 'utf-8',
	MatiereEducNat: 'iso-8859-15',
	MefEducNat: 'undeclared'
};

/** Write the export into `options.out`. Returns how many records of each kind. */
export function generateAaf(options: DemoOptions): DemoCounts {
	const schoolYear = options.schoolYear ?? 2026;
	const date = options.date ?? `${schoolYear}1123`;
	const writer = (type: AafType, perFile: number) => new AafWriter({ folder: options.out, prefix: 'ENT_0920001A', date, type, perFile, encoding: ENCODINGS[type] });
	const files = {
		schools: writer('EtabEducNat', 500),
		pupils: writer('Eleve', 5_000),
		guardians: writer('PersRelEleve', 10_000),
		staff: writer('PersEducNat', 5_000),
		subjects: writer('MatiereEducNat', 5_000),
		levels: writer('MefEducNat', 5_000)
	};
	const keys = { pupil: 1_000_001, guardian: 3_000_001, staff: 7_000_001 };
	const counts: DemoCounts = { schools: options.schools, pupils: 0, guardians: 0, staff: 0 };
	const quotaOf = (index: number) => Math.floor(((index + 1) * options.pupils) / options.schools) - Math.floor((index * options.pupils) / options.schools);
	let fromBefore: Child[] = [];

	const writeGuardian = (guardian: Guardian) => {
		files.guardians.write(guardianRecord(guardian));
		counts.guardians++;
	};

	for (let index = 0; index < options.schools; index++) {
		const random = new Random(options.seed, index);
		const quota = quotaOf(index);
		const school = describeSchool(index, quota);
		const next = index + 1 < options.schools ? describeSchool(index + 1, quotaOf(index + 1)) : null;
		files.schools.write(schoolRecord(school));

		const place = placer(school, random);
		const away: Child[] = [];
		let placed = 0;
		let room = Infinity;
		const writeChild = (child: Child) => {
			const key = keys.pupil++;
			files.pupils.write(pupilRecord({ key, ...child, ...place(child), school }));
			placed++;
		};
		const writeFamily = (family: Family) => {
			family.guardians.forEach(writeGuardian);
			for (const child of family.children) {
				if (child.away && next !== null) away.push(child);
				// The younger ones of the last family stay at home rather than make one pupil too many.
				else if (!child.away && placed < room) writeChild(child);
			}
		};
		if (index === 0) storyFamilies(schoolYear).forEach(writeFamily);
		fromBefore.forEach(writeChild);
		room = quota;
		while (placed < quota) writeFamily(makeFamily(random, school, schoolYear, () => keys.guardian++));
		// Guardians nobody refers to happen in real exports: one school year's leavers.
		for (let extra = Math.floor(quota / 200); extra > 0; extra--) makeFamily(random, school, schoolYear, () => keys.guardian++).guardians.forEach(writeGuardian);
		for (const member of makeStaff(random, school, next, quota, schoolYear, () => keys.staff++)) {
			files.staff.write(staffRecord(member));
			counts.staff++;
		}
		counts.pupils += placed;
		fromBefore = away;
	}
	SUBJECTS.forEach((subject) => {
		files.subjects.write(subjectRecord(subject));
	});
	LEVELS.forEach((level) => {
		files.levels.write(mefRecord(level));
	});
	Object.values(files).forEach((file) => {
		file.close();
	});
	return counts;
}

/** Gives each child of a school a class (filled in turn), groups and subjects. */
function placer(school: School, random: Random) {
	const turns = new Map<number, number>();
	return (child: Child) => {
		const turn = turns.get(child.level.digit) ?? 0;
		const ofLevel = school.classes.filter((one) => one.level === child.level);
		if (child.classCode === undefined) turns.set(child.level.digit, turn + 1);
		const classCode = child.classCode ?? at(ofLevel, turn).code;
		const second = random.chance(0.25) ? GERMAN : SPANISH;
		const latin = random.chance(0.16);
		const digit = child.level.digit;
		const drawn = digit === 6 ? [] : [second === GERMAN ? `${digit}ALL` : `${digit}ESP${1 + (turn % 2)}`, ...(latin ? [`${digit}LATIN`] : [])];
		const subjects = SUBJECTS.filter(({ code }) => (code === LATIN ? latin && digit !== 6 : [SPANISH, GERMAN].includes(code) ? digit !== 6 && code === second : true));
		return { classCode, groups: child.groups ?? drawn, subjects };
	};
}
