/** Letters not yet saved, on this device. */
import { keptHere } from '#ui/writing/kept-here.ts';

export const { keep, forget, keptBy } = keptHere('brouillon:');
