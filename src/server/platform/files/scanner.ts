/** clamd asked whether a file is clean (INSTREAM): see clamd(8), « COMMANDS ». */
import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { connect, type Socket } from 'node:net';

export interface Scanner {
	/** Throws when clamd cannot say: the file is asked about again later. */
	isClean(path: string): Promise<boolean>;
}

const PATIENCE_MS = 60_000;

/** `where` is `host:port`, or the path of a socket. */
export function createScanner(where: string): Scanner {
	return {
		async isClean(path) {
			const socket = open(where);
			socket.setTimeout(PATIENCE_MS, () => socket.destroy(new Error('clamd does not answer')));
			try {
				const answer = answerOf(socket);
				await Promise.all([send(socket, path), answer]);
				return verdict(await answer);
			} finally {
				socket.destroy();
			}
		}
	};
}

function open(where: string): Socket {
	const address = /^(.+):(\d+)$/.exec(where);
	return address ? connect({ host: address[1] ?? '', port: Number(address[2]) }) : connect({ path: where });
}

/** Each piece with its length before it, and a length of nothing at the end. */
async function send(socket: Socket, path: string): Promise<void> {
	socket.write('zINSTREAM\0');
	for await (const part of createReadStream(path, { highWaterMark: 256 * 1024 }) as AsyncIterable<Buffer>) {
		socket.write(length(part.length));
		if (!socket.write(part)) await Promise.race([once(socket, 'drain'), once(socket, 'close')]);
		// clamd has said what it had to say before the end.
		if (socket.destroyed || socket.readableEnded) return;
	}
	socket.write(length(0));
}

function length(bytes: number): Buffer {
	const buffer = Buffer.alloc(4);
	buffer.writeUInt32BE(bytes);
	return buffer;
}

async function answerOf(socket: Socket): Promise<string> {
	let text = '';
	for await (const part of socket as AsyncIterable<Buffer>) {
		text += part.toString('latin1');
		if (text.includes('\0')) break;
	}
	return text.replace(/\0.*$/s, '').trim();
}

/** « stream: OK » or « stream: <name> FOUND »; anything else is no verdict. */
function verdict(answer: string): boolean {
	if (answer.endsWith(' FOUND')) return false;
	if (answer === 'stream: OK') return true;
	throw new Error(`clamd: ${answer || 'no answer'}`);
}
