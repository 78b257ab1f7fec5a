/** What the rest of the directory, the command line and the pages use of the import. */
export { DEFAULT_MAX_DEPARTURES, importAaf, sentenceOf, type ImportOptions, type ImportResult, type ImportSummary } from './import-aaf.ts';
export { undoImport, type UndoResult } from './undo.ts';
export { eraseDue, ERASE_AFTER_DAYS, UNDO_DAYS, type Erased } from './erase.ts';
export { listRuns, showRun, type RunDetail, type RunLine } from './runs.ts';
export { directoryStats, type DirectoryStats, type SchoolStats } from './stats.ts';
export type { Report, SchoolEvent, SchoolReport, Tally } from './report.ts';
export { foldName, loginBase } from './names.ts';
export { refreshSearchEverywhere } from './refresh.ts';
