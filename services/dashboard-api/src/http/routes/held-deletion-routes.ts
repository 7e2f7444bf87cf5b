import type { HeldDeletion } from '@bloom/proto';
import { z } from 'zod';
import type { ReconcilerPort } from '../../ports.ts';
import { defineRoute, type Route } from '../define-route.ts';
import { anyId, listOf } from '../schemas.ts';

const heldDeletion = z
  .object({
    id: z.string(),
    type: z.string().describe('Halaxy’s name of the records’ type, e.g. Appointment.'),
    count: z.number().int(),
    since: z.iso.datetime(),
    sample: z.array(z.string()).describe('Some of the records, by Bloom’s ids.'),
  })
  .meta({ id: 'HeldDeletion' });

const params = z.object({ id: anyId });
const decided = z.object({ count: z.number().int().describe('How many records it is about.') });

/** Deletions that were not believed because too many came at once: an operator decides. */
export function heldDeletionRoutes(
  reconciler: Pick<ReconcilerPort, 'listHeldDeletions' | 'decideHeldDeletion'>,
): Route[] {
  return [
    defineRoute({
      name: 'GET /ops/held-deletions',
      tag: 'operations',
      summary: 'Deletions in Halaxy that wait for a decision: more at once than is believed unasked.',
      status: 200,
      data: listOf(heldDeletion),
      async handle({ practice }) {
        const { heldDeletions } = await reconciler.listHeldDeletions({ practiceId: practice.id });
        return { data: { items: heldDeletions.map(shown), nextCursor: null } };
      },
    }),
    defineRoute({
      name: 'POST /ops/held-deletions/{id}/confirm',
      tag: 'operations',
      summary: 'They are meant: each record goes once it is read and Halaxy has it no more.',
      params,
      conflict: 'They were decided upon already, in the other way.',
      status: 200,
      data: decided,
      async handle({ caller, practice, params: { id } }) {
        const decision = { practiceId: practice.id, id, decision: 'confirmed', by: caller.sub };
        return { data: await reconciler.decideHeldDeletion(decision) };
      },
    }),
    defineRoute({
      name: 'POST /ops/held-deletions/{id}/reject',
      tag: 'operations',
      summary: 'They are not meant: the records stay, and nobody is asked about them for a day.',
      params,
      conflict: 'They were decided upon already, in the other way.',
      status: 200,
      data: decided,
      async handle({ caller, practice, params: { id } }) {
        const decision = { practiceId: practice.id, id, decision: 'rejected', by: caller.sub };
        return { data: await reconciler.decideHeldDeletion(decision) };
      },
    }),
  ];
}

function shown({ id, type, count, since, sample }: HeldDeletion): z.infer<typeof heldDeletion> {
  return { id, type, count, since: (since ?? new Date(0)).toISOString(), sample };
}
