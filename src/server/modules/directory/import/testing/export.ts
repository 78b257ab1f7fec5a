/** Small exports for tests: say who is there, get the files. */
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import iconv from 'iconv-lite';
import { escapeXml } from '../../demo/aaf-writer.ts';

export type Values = Record<string, string | readonly string[]>;

export interface Request {
	type: 'EtabEducNat' | 'Eleve' | 'PersRelEleve' | 'PersEducNat' | 'MatiereEducNat' | 'MefEducNat';
	operation?: 'add' | 'modify' | 'delete';
	id: string;
	values?: Values;
}

function values(given: string | readonly string[]): string {
	const list = typeof given === 'string' ? [given] : given;
	return list.length === 0 ? '<value/>' : list.map((text) => (text === '' ? '<value/>' : `<value>${escapeXml(text)}</value>`)).join('');
}

function xml(request: Request): string {
	const operation = request.operation ?? 'add';
	const head = `<operationalAttributes><attr name="categoriePersonne"><value>${request.type}</value></attr></operationalAttributes><identifier><id>${request.id}</id></identifier>`;
	const lines = Object.entries(request.values ?? {});
	const body =
		operation === 'delete'
			? ''
			: operation === 'modify'
				? `<modifications>${lines.map(([name, given]) => `<modification name="${name}" operation="replace">${values(given)}</modification>`).join('')}</modifications>`
				: `<attributes>${lines.map(([name, given]) => `<attr name="${name}">${values(given)}</attr>`).join('')}</attributes>`;
	return `<${operation}Request>${head}${body}</${operation}Request>\n`;
}

export interface WriteOptions {
	mode?: 'Complet' | 'Delta';
	date?: string;
	encoding?: 'utf-8' | 'iso-8859-15' | 'undeclared' | 'undeclared-iso-8859-15';
	folder?: string;
}

/** Write the requests, a file for each type, and give the folder. A complete export holds a file of each kind of people. */
export function writeExport(requests: readonly Request[], options: WriteOptions = {}): string {
	const { mode = 'Complet', date = '20261123', encoding = 'utf-8' } = options;
	const folder = options.folder ?? mkdtempSync(join(tmpdir(), 'preau-aaf-'));
	mkdirSync(folder, { recursive: true });
	const types = new Set<Request['type']>(requests.map((request) => request.type));
	if (mode === 'Complet') for (const type of ['Eleve', 'PersRelEleve', 'PersEducNat'] as const) types.add(type);
	for (const type of types) {
		const declaration = encoding.startsWith('undeclared') ? '' : `<?xml version="1.0" encoding="${encoding.toUpperCase()}"?>\n`;
		const text = `${declaration}<!DOCTYPE ficAlimMENESR SYSTEM "http://nowhere.invalid/ficAlimMENESR.dtd">\n<!-- versionAF="AAF-VE1301" -->\n<ficAlimMENESR>\n${requests
			.filter((request) => request.type === type)
			.map(xml)
			.join('')}</ficAlimMENESR>\n`;
		writeFileSync(join(folder, `ENT_0920001A_${mode}_${date}_${type}_0000.xml`), encoding.endsWith('iso-8859-15') ? iconv.encode(text, 'iso-8859-15') : text);
	}
	return folder;
}

export function school(key: string, more: Values = {}): Request {
	return {
		type: 'EtabEducNat',
		id: key,
		values: {
			ENTStructureJointure: key,
			ENTStructureUAI: `092${key.padStart(4, '0')}A`,
			ENTStructureNomCourant: `Collège ${key}$NANTERRE`,
			ENTStructureTypeStruct: 'COLLEGE',
			ENTStructureClasses: ['5A$5e A', '5B$5e B'],
			ENTStructureGroupes: ['LAT$Latin'],
			...more
		}
	};
}

export function pupil(id: string, given: string, family: string, more: Values = {}): Request {
	return {
		type: 'Eleve',
		id,
		values: {
			ENTPersonJointure: id,
			sn: family,
			givenName: given,
			ENTPersonDateNaissance: '14/03/2014',
			ENTPersonStructRattach: '1',
			ENTEleveClasses: '1$5B',
			ENTEleveGroupes: [],
			ENTEleveMEF: '10110001110',
			ENTEleveINE: '123456789AB',
			ENTEleveBoursier: 'O',
			ENTElevePersRelEleve: [],
			...more
		}
	};
}

export function guardian(id: string, given: string, family: string, more: Values = {}): Request {
	return {
		type: 'PersRelEleve',
		id,
		values: {
			ENTPersonJointure: id,
			sn: family,
			givenName: given,
			personalTitle: 'Mme',
			mail: `${id}@courriel.example`,
			ENTPersonAdresse: 'Bâtiment A$1 rue Pasteur',
			ENTPersonVille: 'NANTERRE',
			homePhone: '01 99 00 00 01',
			...more
		}
	};
}

export function staff(id: string, given: string, family: string, more: Values = {}): Request {
	return {
		type: 'PersEducNat',
		id,
		values: {
			ENTPersonJointure: id,
			sn: family,
			givenName: given,
			mail: `${id}@academie.example`,
			ENTPersonStructRattach: '1',
			PersEducNatPresenceDevantEleves: 'O',
			ENTPersonFonctions: '1$ENS$ENSEIGNEMENT$L0613$MATHEMATIQUES',
			ENTAuxEnsClassesMatieres: '1$5B$061300',
			ENTAuxEnsGroupesMatieres: [],
			ENTAuxEnsClassesPrincipal: [],
			...more
		}
	};
}

/** A link to a guardian, first legal guardian unless said otherwise. */
export function linkTo(guardianId: string, link = '20', legal = '1'): string {
	return `${guardianId}$${link}$1$${legal}$1$1`;
}
