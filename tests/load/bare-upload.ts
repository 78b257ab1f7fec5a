/** What uploads are measured against: a bare server that writes each piece where it belongs, flushes it, and says 204. `node bare-upload.ts <folder>` */
import { open } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';

const [folder = '.'] = process.argv.slice(2);

const server = createServer((request, response) => {
	void (async () => {
		const from = Number(request.headers['upload-offset']);
		const file = await open(join(folder, (request.url ?? '').slice(1)), from === 0 ? 'w' : 'r+');
		let at = from;
		for await (const part of request as AsyncIterable<Buffer>) at += (await file.write(part, 0, part.length, at)).bytesWritten;
		await file.datasync();
		await file.close();
		response.writeHead(204).end();
	})();
});
server.listen(0, '127.0.0.1', () => {
	process.stdout.write(`${(server.address() as AddressInfo).port}\n`);
});
