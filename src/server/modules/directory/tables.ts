import type { Generated } from 'kysely';
import type { Profile } from '#kernel/actor';

type Source = 'aaf' | 'csv' | 'manual';

export interface SchoolTable {
	id: Generated<string>;
	uai: string | null;
	name: string;
	kind: Generated<string>;
	academy: string | null;
	street: string | null;
	postal_code: string | null;
	city: string | null;
	phone: string | null;
	email: string | null;
	status: Generated<'active' | 'closed'>;
	created_at: Generated<Date>;
}

export interface PersonTable {
	id: Generated<string>;
	kind: 'pupil' | 'adult';
	login: string;
	title: string | null;
	family_name: string;
	birth_name: string | null;
	given_name: string;
	other_names: Generated<string[]>;
	/** `yyyy-mm-dd` */
	birth_date: string | null;
	email: string | null;
	mobile: string | null;
	phone: string | null;
	street: string | null;
	postal_code: string | null;
	city: string | null;
	country: string | null;
	mef_code: string | null;
	level: string | null;
	status: Generated<'active' | 'blocked' | 'suspended' | 'erased'>;
	suspended_at: Date | null;
	created_at: Generated<Date>;
	updated_at: Generated<Date>;
}

export interface RoleTable {
	id: Generated<string>;
	person_id: string;
	school_id: string | null;
	profile: Profile;
	function_code: string | null;
	function_label: string | null;
	delegate: Generated<boolean>;
	source: Generated<Source>;
}

export interface GroupTable {
	id: Generated<string>;
	school_id: string;
	kind: 'class' | 'group' | 'manual';
	code: string;
	label: string;
	level: string | null;
	owner_id: string | null;
	status: Generated<'active' | 'closed'>;
	source: Generated<Source>;
}

export interface MembershipTable {
	group_id: string;
	person_id: string;
	school_id: string;
	role: 'pupil' | 'teacher' | 'head-teacher' | 'member';
	subject: Generated<string>;
	source: Generated<Source>;
}

export interface GuardianshipTable {
	pupil_id: string;
	guardian_id: string;
	link_code: string;
	legal: Generated<number>;
	financial: Generated<boolean>;
	contact: Generated<boolean>;
	payment: Generated<boolean>;
	source: Generated<Source>;
}

declare module '#kernel/schema' {
	interface Schema {
		'directory.school': SchoolTable;
		'directory.person': PersonTable;
		'directory.login': { login: string; person_id: string | null };
		'directory.role': RoleTable;
		'directory.groups': GroupTable;
		'directory.membership': MembershipTable;
		'directory.guardianship': GuardianshipTable;
		'directory.subject': { code: string; label: string };
		'directory.mef': { code: string; label: string; level: string | null };
	}
}
