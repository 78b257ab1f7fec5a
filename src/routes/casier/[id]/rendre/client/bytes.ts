/**
 * Bytes on their way, kept on this device until they have arrived: a tab that was closed, a phone that restarted,
 * a photo that was never in the gallery go on by themselves next time. Under the account that sends them.
 */
const NAME = 'preau-depots';
const STORE = 'files';
const DAYS = 7;

interface Row {
	id: string;
	account: string;
	at: number;
	file: File;
}

/** A private window may forbid it: then a file must be chosen again after the tab was closed. */
function open(): Promise<IDBDatabase | null> {
	return new Promise((resolve) => {
		try {
			const asked = indexedDB.open(NAME, 1);
			asked.onupgradeneeded = () => asked.result.createObjectStore(STORE, { keyPath: 'id' });
			asked.onsuccess = () => {
				resolve(asked.result);
			};
			asked.onerror = () => {
				resolve(null);
			};
			asked.onblocked = () => {
				resolve(null);
			};
		} catch {
			resolve(null);
		}
	});
}

async function ask<T>(mode: IDBTransactionMode, what: (store: IDBObjectStore) => IDBRequest<T>): Promise<T | null> {
	const database = await open();
	if (!database) return null;
	return new Promise((resolve) => {
		try {
			const asked = what(database.transaction(STORE, mode).objectStore(STORE));
			asked.onsuccess = () => {
				resolve(asked.result);
			};
			asked.onerror = () => {
				resolve(null);
			};
		} catch {
			resolve(null);
		}
	}).finally(() => {
		database.close();
	}) as Promise<T | null>;
}

export async function keepBytes(id: string, account: string, file: File): Promise<void> {
	await ask('readwrite', (store) => store.put({ id, account, at: Date.now(), file } satisfies Row));
}

export async function forgetBytes(id: string): Promise<void> {
	await ask('readwrite', (store) => store.delete(id));
}

/** Only to who sends them; what somebody else left here, or is old, goes. */
export async function bytesOf(id: string, account: string): Promise<File | null> {
	const rows = ((await ask('readonly', (store) => store.getAll())) as Row[] | null) ?? [];
	for (const row of rows) if (row.account !== account || row.at < Date.now() - DAYS * 86_400_000) await forgetBytes(row.id);
	return rows.find((row) => row.id === id && row.account === account)?.file ?? null;
}
