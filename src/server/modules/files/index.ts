/** Files people send: one upload service for every module. */
import './tables.ts';
import { beginUpload } from './commands/begin-upload.ts';
import { preparePagesOf } from './commands/prepare-pages.ts';
import { removeMine } from './commands/remove-mine.ts';
import { setQuota } from './commands/set-quota.ts';
import { chosen } from './queries/chosen.ts';
import { listMine } from './queries/list-mine.ts';
import { ofSubject } from './queries/of-subject.ts';
import { open } from './queries/open.ts';
import { pages } from './queries/pages.ts';
import { upload } from './queries/upload.ts';
import { usage } from './queries/usage.ts';

// For modules that use files.
export type { AccessRule } from './access.ts';
export { releaseFiles, type WaitRule } from './loose.ts';
export { attach, attachable, copyUses, dropUses, filesOf, giveBack, standingOf, storedOf, type Attached, type Standing, type Stored } from './uses.ts';
// For the endpoints.
export { FileBusy, finish, finishHeld, type FileTools, type Outcome } from './finish.ts';
export { uniqueNames } from './names.ts';
export { PATIENCE_MS } from './policy.ts';
export { pageKey, pagesOf, preparePages, type Pages } from './pages.ts';
export { makeFile } from './made.ts';
export { previewKey } from './preview.ts';
export { lastStored } from './last-stored.ts';
export { forgetUpload, recordReceived, recordWhole, sentBefore } from './progress.ts';
export { jobs } from './jobs.ts';

export const definitions = [beginUpload, chosen, listMine, ofSubject, open, pages, preparePagesOf, removeMine, setQuota, upload, usage] as const;
