/** What a letter is made of, whether it is sent, answered with or only drafted: the fields, and what they come to. */
import * as v from 'valibot';
import type { Person } from '#kernel/actor';
import type { Context } from '#kernel/context';
import { refuse, refuseField, type Refusal } from '#kernel/errors';
import { flag, id, list, whole } from '#kernel/input';
import { typed, type Text } from '#kernel/document';
import { mayCloseReplies, mayUrge } from './policy.ts';

export const choices = { repliesOff: flag, urgent: flag };

export const FILES = 20;

/** What every way of sending takes. */
export const written = {
	...typed,
	...choices,
	/** A UUID made with the form: the same key is the same message, sent once. */
	key: id,
	/** Seconds it is held back, in which the sender may undo it. */
	hold: v.optional(whole(0, 30), 0),
	files: list(id, FILES),
	/** The draft it was: it goes when the letter is accepted. */
	draftId: v.optional(id),
	/** As the tab knew the draft: a change made in another tab is not thrown away. */
	revision: v.optional(whole(0, 1_000_000)),
	tab: v.optional(id)
};

/** A letter says something. */
export function saysSomething(text: Text): true | Refusal {
	return text.body.trim() === '' ? refuseField('body', 'required') : true;
}

/** No answer wanted, or everybody woken up: not for everybody to choose. */
export function mayChoose(ctx: Context<Person>, choice: { repliesOff: boolean; urgent: boolean }): true | Refusal {
	if (choice.urgent && !mayUrge(ctx.actor)) return refuse('forbidden', { code: 'urgent-not-yours' });
	if (choice.repliesOff && !mayCloseReplies(ctx.actor)) return refuse('forbidden', { code: 'replies-off-not-yours' });
	return true;
}
