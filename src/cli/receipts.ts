import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { PreauError } from '#platform/failure';
import { isSignedBy, keyIdOf } from '#platform/signing';
import { asSystem } from './as-system.ts';
import { printJson } from './installation.ts';

/** `preau receipts …`: check what pupils hold in their hands. */
export function registerReceipts(program: Command): void {
	const receipts = program.command('receipts').description('accusés de dépôt : vérifier, donner la clé publique');

	receipts
		.command('verify <accuse> <signature>')
		.description('vérifier un accusé et sa signature ; code de sortie 1 si ce n’est pas un vrai')
		.option('--key <pem>', "clé publique à utiliser (sinon celles de l'installation)")
		.option('--json', 'un objet JSON')
		.action(async (statement: string, signature: string, options: { key?: string; json?: boolean }) => {
			const [text, signed] = [read(statement), read(signature)];
			const keys = options.key === undefined ? (await asSystem('assignments.public-keys', {})).value.keys : [keyOf(read(options.key), options.key)];
			// As downloaded: 64 bytes; or the same in letters.
			const letters = signed.length === 64 ? signed.toString('base64url') : signed.toString('utf8').trim();
			const found = keys.find((key) => isSignedBy(key.pem, text.toString('utf8'), letters));
			const number = /^numéro: (.*)$/m.exec(text.toString('utf8'))?.[1] ?? null;
			if (!found) process.exitCode = 1;
			if (options.json) return printJson({ genuine: found !== undefined, number: found ? number : null, keyId: found?.id ?? null });
			process.stdout.write(
				found ? `✓ Accusé authentique : ${number ?? '?'} (clé ${found.id})\n` : '✗ Cet accusé n’est pas authentique : le texte ou la signature a changé, ou la clé est une autre.\n'
			);
		});

	receipts
		.command('key')
		.description("la clé publique de l'installation, au format PEM")
		.option('--json', 'un objet JSON')
		.action(async (options: { json?: boolean }) => {
			const { value } = await asSystem('assignments.public-keys', {});
			const [key] = value.keys;
			if (options.json) return printJson(value);
			process.stdout.write(key.pem);
		});
}

function read(path: string): Buffer {
	try {
		return readFileSync(path);
	} catch {
		throw new PreauError(`« ${path} » ne se lit pas.`);
	}
}

function keyOf(pem: Buffer, path: string): { id: string; pem: string } {
	try {
		return { id: keyIdOf(pem.toString('utf8')), pem: pem.toString('utf8') };
	} catch {
		throw new PreauError(`« ${path} » n'est pas une clé publique au format PEM.`);
	}
}
