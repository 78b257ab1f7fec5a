import { loadShelf } from '../shelf.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = ({ locals, url }) => loadShelf(locals, url, 'starred');
