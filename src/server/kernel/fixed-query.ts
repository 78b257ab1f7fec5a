/** Queries asked by every page, whose text never changes. */
import { sql, type Compilable, type CompiledQuery, type RawBuilder } from 'kysely';
import type { Db } from './context.ts';

/** Stands where a value will. */
class Slot {
	readonly name: string;
	constructor(name: string) {
		this.name = name;
	}
}

/**
 * Built and compiled once a process, then only given its values: for a short query of an index, building it
 * takes longer than sending it and reading its answer. `build` says where each value goes with `slot('name')`.
 */
export function fixedQuery<Values extends Record<string, unknown>, Row>(
	build: (db: Db, slot: <Name extends keyof Values & string>(name: Name) => RawBuilder<Values[Name]>) => Compilable<Row>
): (db: Db, values: Values) => Promise<Row[]> {
	let compiled: CompiledQuery<Row> | undefined;
	return async (db, values) => {
		compiled ??= build(db, (name) => sql.val(new Slot(name)) as unknown as RawBuilder<Values[typeof name]>).compile();
		const parameters = compiled.parameters.map((one) => (one instanceof Slot ? values[one.name] : one));
		return (await db.executeQuery<Row>({ ...compiled, parameters })).rows;
	};
}
