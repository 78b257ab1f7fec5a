/** A line that drops: a relay before the house that cuts each connection after so many bytes, in the middle of whatever they are. */
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** After how many bytes towards the house, or from it, a connection is cut; Infinity: it holds. */
export interface Drop {
	up: number;
	down: number;
	/** Bytes a second towards the house; as many as go when it is not said. */
	rate?: number;
}

export interface BadLine {
	origin: string;
	/** Connections cut so far. */
	cuts: number;
	/** Bytes that reached the house. */
	bytes: number;
	/** Cut everything that is underway. */
	drop(): void;
	close(): void;
}

/** `next` is asked for every connection. */
export async function badLine(port: number, next: () => Drop): Promise<BadLine> {
	const open = new Set<Socket>();
	const line: BadLine = { origin: '', cuts: 0, bytes: 0, drop, close };
	const server: Server = createServer((near) => {
		const far = connect(port, '127.0.0.1');
		const left = next();
		for (const socket of [near, far]) {
			open.add(socket);
			socket.on('error', () => undefined);
			socket.once('close', () => {
				open.delete(socket);
				near.destroy();
				far.destroy();
			});
		}
		/** What came before the cut arrives, or not: nothing comes after it, and nothing is left out in between. */
		const pass = (from: Socket, to: Socket, most: number, rate = Infinity, seen: (bytes: number) => void = () => undefined) => {
			let left = most;
			from.on('data', (part) => {
				if (left < 0) return;
				const passed = part.subarray(0, left);
				left -= part.length;
				seen(passed.length);
				const full = !to.write(passed);
				if (left >= 0) {
					if (!full && rate === Infinity) return;
					const go = () => from.resume();
					from.pause();
					setTimeout(() => (to.writableNeedDrain ? to.once('drain', go) : go()), (part.length / rate) * 1000);
					return;
				}
				line.cuts += 1;
				setImmediate(() => {
					near.resetAndDestroy();
					far.resetAndDestroy();
				});
			});
		};
		pass(near, far, left.up, left.rate, (bytes) => (line.bytes += bytes));
		pass(far, near, left.down);
	});
	function drop(): void {
		for (const socket of open) socket.resetAndDestroy();
	}
	function close(): void {
		server.close();
		drop();
	}
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	line.origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
	return line;
}
