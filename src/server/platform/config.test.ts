import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadConfig } from './config.ts';

const data = mkdtempSync(join(tmpdir(), 'config-'));

test('what is sent can be undone for ten seconds, or as long as the installation says, if the page can count it', () => {
	expect(loadConfig({ PREAU_DATA: data }).undoSeconds).toBe(10);
	expect(loadConfig({ PREAU_DATA: data, PREAU_UNDO_SECONDS: '' }).undoSeconds).toBe(10);
	expect(loadConfig({ PREAU_DATA: data, PREAU_UNDO_SECONDS: '30' }).undoSeconds).toBe(30);
	expect(() => loadConfig({ PREAU_DATA: data, PREAU_UNDO_SECONDS: '0' })).toThrow(/PREAU_UNDO_SECONDS/);
});
