import { BloomError } from '@bloom/kit';
import type { DeadLetter } from '@bloom/proto';
import { z } from 'zod';
import type { WriterPort } from '../../ports.ts';
import { defineRoute, type Route } from '../define-route.ts';
import { anyId, listOf } from '../schemas.ts';

const pageItems = 100;

const deadLetter = z
  .object({
    id: z.string(),
    editId: z.string(),
    kind: z.enum(['session', 'booking', 'patient', 'registration']),
    reason: z.string().describe('Why it was given up: gave-up, unanswered, not-shown or ambiguous.'),
    lastError: z.string().nullable().describe('The code of the last error on the way.'),
    deliveries: z.number().int().describe('Requests that left for Halaxy.'),
    since: z.iso.datetime(),
    givenUpAt: z.iso.datetime(),
    state: z.enum(['waiting', 'replayed', 'discarded']),
    note: z.string().nullable().describe('Why it was discarded.'),
  })
  .meta({ id: 'DeadLetter' });

/** Edits of one's own practice that were given up. No values of theirs are shown here. */
export function deadLetterRoutes(writer: WriterPort): Route[] {
  const params = z.object({ id: anyId });
  const decided = 'It was decided upon already, in the other way.';
  return [
    defineRoute({
      name: 'GET /ops/dead-letters',
      tag: 'operations',
      summary: 'Edits that were given up, the newest first.',
      description: 'At most 100 at a time; `nextCursor` asks for the rest.',
      query: z.object({ cursor: anyId.optional() }),
      status: 200,
      data: listOf(deadLetter),
      async handle({ practice, query }) {
        const asked = { practiceId: practice.id, limit: pageItems + 1, after: query.cursor ?? '' };
        const { deadLetters } = await writer.listDeadLetters(asked);
        const items = deadLetters.slice(0, pageItems).map(shown);
        const nextCursor = deadLetters.length > pageItems ? (items.at(-1)?.id ?? null) : null;
        return { data: { items, nextCursor } };
      },
    }),
    defineRoute({
      name: 'POST /ops/dead-letters/{id}/replay',
      tag: 'operations',
      summary: 'Tries an edit that was given up once more, as a new edit in its author’s name.',
      description:
        'Asked twice, it is one. It goes the way of every edit: what somebody else changed meanwhile stands.',
      params,
      conflict: decided,
      status: 200,
      data: deadLetter,
      async handle({ caller, practice, params: { id } }) {
        const asked = { practiceId: practice.id, id, by: caller.sub };
        return { data: shown(letterOf((await writer.replayDeadLetter(asked)).deadLetter)) };
      },
    }),
    defineRoute({
      name: 'POST /ops/dead-letters/{id}/discard',
      tag: 'operations',
      summary: 'Lays an edit that was given up aside for good.',
      params,
      body: z.strictObject({ reason: z.string().trim().min(1).max(200) }).meta({ id: 'Discard' }),
      conflict: decided,
      status: 200,
      data: deadLetter,
      async handle({ caller, practice, params: { id }, body: { reason } }) {
        const asked = { practiceId: practice.id, id, by: caller.sub, reason };
        return { data: shown(letterOf((await writer.discardDeadLetter(asked)).deadLetter)) };
      },
    }),
  ];
}

function letterOf(letter: DeadLetter | undefined): DeadLetter {
  if (!letter) throw new BloomError('INTERNAL', 'a dead letter was decided upon and not named');
  return letter;
}

function shown({ since, givenUpAt, lastError, note, ...letter }: DeadLetter) {
  return {
    ...letter,
    lastError: lastError || null,
    note: note || null,
    since: (since ?? new Date(0)).toISOString(),
    givenUpAt: (givenUpAt ?? new Date(0)).toISOString(),
  };
}
