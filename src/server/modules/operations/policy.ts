/** The operator runs the installation. He sees that it works, never what people write in it. */
import type { Person } from '#kernel/actor';
import { profiles, type Policy } from '#kernel/policy';

/** Open to the operator alone, so the kernel asks for his second factor before anything here. */
export const operators: Policy<unknown, Person> = { ...profiles('operator'), says: 'the operator, with his second factor' };
