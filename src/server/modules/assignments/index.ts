/** The casier: work that is given, handed in with a receipt, and comes back. */
import './tables.ts';
import { beginSubmission } from './commands/begin-submission.ts';
import { createAssignment } from './commands/create-assignment.ts';
import { deleteAssignment } from './commands/delete-assignment.ts';
import { editAssignment } from './commands/edit-assignment.ts';
import { finishHandIn, handIn } from './commands/hand-in.ts';
import { publishAssignment } from './commands/publish-assignment.ts';
import { saveSubmission } from './commands/save-submission.ts';
import { seeReceipt } from './commands/see-receipt.ts';
import { see } from './commands/see.ts';
import { withdrawSubmission } from './commands/withdraw-submission.ts';
import { collect } from './queries/collect.ts';
import { mine } from './queries/mine.ts';
import { publicKeys } from './queries/public-keys.ts';
import { receipt } from './queries/receipt.ts';
import { sheet } from './queries/sheet.ts';
import { show } from './queries/show.ts';
import { toDo } from './queries/to-do.ts';
import { verifyReceipt } from './queries/verify-receipt.ts';

export { fileAccess, waitsWithFiles } from './access.ts';
export type { Collected } from './queries/collect.ts';
export type { MyWork } from './queries/mine.ts';
export type { ToDo } from './queries/to-do.ts';
export { jobs } from './jobs.ts';

const giving = [mine, sheet, createAssignment, editAssignment, publishAssignment, deleteAssignment] as const;
const collecting = [collect] as const;
const handingIn = [toDo, show, see, beginSubmission, saveSubmission, handIn, finishHandIn, withdrawSubmission, receipt, verifyReceipt, publicKeys, seeReceipt] as const;

export const definitions = [...giving, ...collecting, ...handingIn] as const;
