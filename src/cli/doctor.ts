import type { Command } from 'commander';
import type { Finding } from './finding.ts';
import { printJson } from './installation.ts';

const SIGNS = { ok: '✓', warning: '!', danger: '✗' } as const;

/** `preau doctor`: what is wrong with this installation, and the remedy. Changes nothing. */
export function registerDoctor(program: Command): void {
	program
		.command('doctor')
		.description("ce qui ne va pas dans cette installation, et que faire ; code de sortie 1 s'il faut agir")
		.option('--json', 'un objet JSON')
		.action(async (options: { json?: boolean }) => {
			const { examine } = await import('./examine.ts');
			const findings = await examine(process.env);
			const ok = findings.every((one) => one.state !== 'danger');
			if (options.json) printJson({ ok, checks: findings });
			else for (const one of findings) process.stdout.write(line(one));
			if (!ok) process.exitCode = 1;
		});
}

function line(one: Finding): string {
	return `${SIGNS[one.state]} ${one.found}\n${one.remedy === null ? '' : `    → ${one.remedy}\n`}`;
}
