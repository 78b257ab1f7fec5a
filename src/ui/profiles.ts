/** The word for a profile, as the people of a school say it. */
import { m } from '#paraglide/messages.js';

const WORDS: Record<string, () => string> = {
	pupil: m.common_profile_pupil,
	guardian: m.common_profile_guardian,
	teacher: m.common_profile_teacher,
	staff: m.common_profile_staff,
	principal: m.common_profile_principal,
	department: m.common_profile_department,
	academy: m.common_profile_academy,
	operator: m.common_profile_operator,
	guest: m.common_profile_guest
};

export function profileWord(profile: string): string {
	return WORDS[profile]?.() ?? profile;
}
