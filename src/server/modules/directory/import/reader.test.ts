import { describe, expect, it } from 'vitest';
import { readAafFile, type AafRecord } from './reader.ts';

async function* chunksOf(text: string) {
	yield Buffer.from(text);
	await Promise.resolve();
}

async function read(attributes: string) {
	const records: AafRecord[] = [];
	const text = `<ficAlimMENESR><modifyRequest><identifier><id>10</id></identifier><modifications>${attributes}</modifications></modifyRequest></ficAlimMENESR>`;
	const result = await readAafFile(
		chunksOf(text),
		(record) => records.push(record),
		() => undefined
	);
	return { ...result, record: records[0] };
}

describe('the attributes of a tag', () => {
	it('are read by name, in any order, beside those nobody knows', async () => {
		const { record, unknownAttributes } = await read('<modification lang="fr" operation="replace" name="sn"><value>Martin</value></modification>');
		expect(record?.one('sn')).toBe('Martin');
		expect(record?.broken).toBeNull();
		expect(unknownAttributes).toBe(0);
	});

	it('may be called like what every object has', async () => {
		const { record } = await read('<modification constructor="a" toString="b" __proto__="c" hasOwnProperty="d" name="sn"><value>Martin</value></modification>');
		expect(record?.one('sn')).toBe('Martin');
	});

	it('stop the file when one comes twice', async () => {
		await expect(read('<modification name="sn" name="mail"><value>Martin</value></modification>')).rejects.toThrow('duplicate attribute: name');
		await expect(read('<modification name="sn" lang="fr" lang="en"><value>Martin</value></modification>')).rejects.toThrow('duplicate attribute: lang');
	});

	it('do not pass from one tag to the next', async () => {
		const { record, unknownAttributes } = await read(
			'<modification operation="add" name="sn"><value>Martin</value></modification><modification name="mail"><value>a@b.fr</value></modification><modification><value>x</value></modification>'
		);
		expect(record?.broken).toBe('opération inconnue : add');
		expect(record?.one('mail')).toBe('a@b.fr');
		expect(unknownAttributes).toBe(1);
	});
});

describe('the name of an attribute', () => {
	it.each([
		['ENTEleveINE', 0],
		['ENTEleveINEDate', 0],
		['ENTInconnu', 2],
		['constructor', 2]
	])('%s, seen twice, counts %i times as unknown', async (name, unknown) => {
		const one = `<modification name="${name}"><value>x</value></modification>`;
		expect((await read(one + one)).unknownAttributes).toBe(unknown);
	});
});
