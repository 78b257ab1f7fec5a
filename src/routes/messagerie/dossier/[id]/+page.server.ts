import { loadShelf } from '../../shelf.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = ({ locals, url, params }) => loadShelf(locals, url, `folder:${params.id}`);
