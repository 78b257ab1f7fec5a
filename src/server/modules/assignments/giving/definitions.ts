/** What those who give work may ask for; see `index.ts`. */
import { archiveAssignment } from '../commands/archive-assignment.ts';
import { createAssignment } from '../commands/create-assignment.ts';
import { deleteAssignment } from '../commands/delete-assignment.ts';
import { duplicateAssignment } from '../commands/duplicate-assignment.ts';
import { editAssignment } from '../commands/edit-assignment.ts';
import { addEditor, removeEditor } from '../commands/editors.ts';
import { keepDraft } from '../commands/keep-draft.ts';
import { publishAssignment } from '../commands/publish-assignment.ts';
import { endStandIn, standIn } from '../commands/stand-in.ts';
import { handOver, takeOver } from '../commands/take-over.ts';
import { setTeams, shuffleTeams } from '../commands/teams.ts';
import { choices } from '../queries/choices.ts';
import { classCalendar } from '../queries/class-calendar.ts';
import { colleagues } from '../queries/colleagues.ts';
import { dayLoad } from '../queries/day-load.ts';
import { desk } from '../queries/desk.ts';
import { library } from '../queries/library.ts';
import { look } from '../queries/look.ts';
import { mine } from '../queries/mine.ts';
import { preview } from '../queries/preview.ts';
import { sheet } from '../queries/sheet.ts';
import { shelf } from '../queries/shelf.ts';
import { standIns } from '../queries/stand-ins.ts';
import { teams } from '../queries/teams.ts';

export const giving = [
	...[mine, sheet, choices, preview, createAssignment, keepDraft, editAssignment, publishAssignment, deleteAssignment, archiveAssignment],
	...[classCalendar, dayLoad, library, look, duplicateAssignment, desk, shelf],
	...[colleagues, standIns, addEditor, removeEditor, standIn, endStandIn, takeOver, handOver, teams, setTeams, shuffleTeams]
] as const;
