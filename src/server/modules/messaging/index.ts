/** Internal mail between the people of the schools. */
import './tables.ts';
import './tables-letters.ts';
import './tables-protection.ts';
import { acknowledgeWarning } from './commands/acknowledge-warning.ts';
import { block, unblock } from './commands/block.ts';
import { close, reopen } from './commands/close.ts';
import { decideReport } from './commands/decide-report.ts';
import { deleteDraft } from './commands/delete-draft.ts';
import { createFolder, deleteFolder, renameFolder } from './commands/folders.ts';
import { liftSuspension } from './commands/lift-suspension.ts';
import { markRead } from './commands/mark-read.ts';
import { markUnread } from './commands/mark-unread.ts';
import { mark } from './commands/mark.ts';
import { move } from './commands/move.ts';
import { purge } from './commands/purge.ts';
import { recall, recallPreview } from './commands/recall.ts';
import { createSet, deleteSet, renameSet } from './commands/recipient-sets.ts';
import { remind } from './commands/remind.ts';
import { reply } from './commands/reply.ts';
import { report, reportable } from './commands/report.ts';
import { restore } from './commands/restore.ts';
import { saveDraft } from './commands/save-draft.ts';
import { schedule, unschedule } from './commands/schedule.ts';
import { sendDraft } from './commands/send-draft.ts';
import { send } from './commands/send.ts';
import { clearAbsence, setAbsence } from './commands/set-absence.ts';
import { setFamilyWriting } from './commands/set-family-writing.ts';
import { setSignature } from './commands/set-signature.ts';
import { undoSend } from './commands/undo-send.ts';
import { closable } from './queries/closable.ts';
import { countRecipients } from './queries/count-recipients.ts';
import { draft } from './queries/draft.ts';
import { drafts } from './queries/drafts.ts';
import { findRecipients } from './queries/find-recipients.ts';
import { folders } from './queries/folders.ts';
import { inbox } from './queries/inbox.ts';
import { listRecipients } from './queries/list-recipients.ts';
import { moderation } from './queries/moderation.ts';
import { neverCame } from './queries/never-came.ts';
import { recipientSets } from './queries/recipient-sets.ts';
import { readers } from './queries/readers.ts';
import { search } from './queries/search.ts';
import { sent } from './queries/sent.ts';
import { settings } from './queries/settings.ts';
import { standing } from './queries/standing.ts';
import { startLetter } from './queries/start-letter.ts';
import { thread } from './queries/thread.ts';
import { unreadCount } from './queries/unread-count.ts';

export type { Suggestion } from './queries/find-recipients.ts';
export { readsFilesOf, waitsWithFiles } from './attachments.ts';
export { jobs } from './jobs.ts';

const mailbox = [
	markRead,
	markUnread,
	inbox,
	sent,
	thread,
	unreadCount,
	folders,
	search,
	readers,
	remind,
	createFolder,
	renameFolder,
	deleteFolder,
	mark,
	move,
	restore,
	purge
] as const;
const writing = [
	send,
	reply,
	undoSend,
	recall,
	recallPreview,
	saveDraft,
	deleteDraft,
	sendDraft,
	schedule,
	unschedule,
	createSet,
	renameSet,
	deleteSet,
	setSignature,
	startLetter,
	draft,
	drafts,
	recipientSets,
	findRecipients,
	countRecipients,
	listRecipients,
	neverCame
] as const;

const protection = [
	standing,
	settings,
	setAbsence,
	clearAbsence,
	reportable,
	report,
	block,
	unblock,
	acknowledgeWarning,
	moderation,
	closable,
	decideReport,
	liftSuspension,
	close,
	reopen,
	setFamilyWriting
] as const;

export const definitions = [...mailbox, ...writing, ...protection] as const;
