/** The casier: work that is given, handed in with a receipt, and comes back. */
import './tables.ts';
import { answerFeedback, seeFeedback } from './commands/answer-feedback.ts';
import { askArchive } from './commands/ask-archive.ts';
import { beginSubmission } from './commands/begin-submission.ts';
import { extend, setOnPaper, withdrawExtension } from './commands/extend.ts';
import { finishHandIn, handIn } from './commands/hand-in.ts';
import { markPage } from './commands/mark-page.ts';
import { removePhrase, savePhrase } from './commands/phrases.ts';
import { preparePagesOf } from './commands/prepare-pages.ts';
import { remindMissing } from './commands/remind-missing.ts';
import { reopenReview, returnAll } from './commands/return-reviews.ts';
import { saveReview } from './commands/save-review.ts';
import { saveSubmission } from './commands/save-submission.ts';
import { seeReceipt } from './commands/see-receipt.ts';
import { see } from './commands/see.ts';
import { stopSending } from './commands/stop-sending.ts';
import { withdrawSubmission } from './commands/withdraw-submission.ts';
import { archive, openArchive } from './queries/archive.ts';
import { archives } from './queries/archives.ts';
import { back } from './queries/back.ts';
import { classTable } from './queries/class-table.ts';
import { collect } from './queries/collect.ts';
import { correct } from './queries/correct.ts';
import { feedback } from './queries/feedback.ts';
import { childrenDue } from './queries/children-due.ts';
import { prepared } from './queries/prepared.ts';
import { publicKeys } from './queries/public-keys.ts';
import { phrases } from './queries/phrases.ts';
import { receipt } from './queries/receipt.ts';
import { results } from './queries/results.ts';
import { show } from './queries/show.ts';
import { toDo } from './queries/to-do.ts';
import { waitingCount } from './queries/waiting-count.ts';
import { verifyReceipt } from './queries/verify-receipt.ts';
import { giving } from './giving/definitions.ts';

export type { CalendarDay } from './queries/class-calendar.ts';
export type { LibraryLine } from './queries/library.ts';
export { fileAccess, waitsWithFiles } from './access.ts';
export type { Collected, CollectFilter } from './collecting/collected.ts';
export type { MarkedFile } from './correcting/feedback.ts';
export type { Back } from './queries/back.ts';
export type { TablePupil, TableWork } from './queries/class-table.ts';
export type { PageMark, ReviewContent, Stamp } from './tables.ts';
export type { MyWork } from './queries/mine.ts';
export type { ToDo } from './queries/to-do.ts';
export type { Unreturned } from './years/unreturned.ts';
export { jobs } from './jobs.ts';

const collecting = [collect, classTable, remindMissing, extend, withdrawExtension, setOnPaper, results, askArchive, archive, archives, openArchive] as const;
const correcting = [correct, preparePagesOf, saveReview, markPage, returnAll, reopenReview, phrases, savePhrase, removePhrase] as const;
const returning = [feedback, back, seeFeedback, answerFeedback] as const;
const handingIn = [
	toDo,
	show,
	see,
	beginSubmission,
	saveSubmission,
	handIn,
	finishHandIn,
	withdrawSubmission,
	receipt,
	verifyReceipt,
	publicKeys,
	seeReceipt,
	prepared,
	stopSending,
	waitingCount,
	childrenDue
] as const;

export const definitions = [...giving, ...collecting, ...correcting, ...returning, ...handingIn] as const;
