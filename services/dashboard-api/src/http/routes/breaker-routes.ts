import type { Breaker } from '@bloom/proto';
import { z } from 'zod';
import { assertOwnPractice } from '../../auth/policy.ts';
import type { WriterPort } from '../../ports.ts';
import { defineRoute, type Route } from '../define-route.ts';
import { listOf, practiceId } from '../schemas.ts';

const breaker = z
  .object({
    practice: z.string(),
    class: z.enum(['token', 'read', 'write']),
    state: z.enum(['closed', 'open', 'half-open', 'slow']),
    since: z.iso.datetime().nullable(),
    failures: z.number().int(),
    forced: z.boolean(),
  })
  .meta({ id: 'Breaker' });

const params = z.object({ practice: practiceId });

/** The circuit breakers of one's own practice. */
export function breakerRoutes(writer: WriterPort): Route[] {
  return [
    defineRoute({
      name: 'GET /ops/breakers',
      tag: 'operations',
      summary: 'The circuit breakers around Halaxy.',
      status: 200,
      data: listOf(breaker),
      async handle({ practice }) {
        return { data: shown((await writer.getBreaker({ practiceId: practice.id })).breakers) };
      },
    }),
    defineRoute({
      name: 'PUT /ops/breakers/{practice}/force-open',
      tag: 'operations',
      summary: 'Stops all calls to Halaxy for a practice until cleared.',
      params,
      status: 200,
      data: listOf(breaker),
      async handle({ caller, params: { practice: id } }) {
        assertOwnPractice(id, caller);
        return { data: shown((await writer.forceOpen({ practiceId: id, by: caller.sub })).breakers) };
      },
    }),
    defineRoute({
      name: 'DELETE /ops/breakers/{practice}/force-open',
      tag: 'operations',
      summary: 'Lets calls to Halaxy go on.',
      params,
      status: 200,
      data: listOf(breaker),
      async handle({ caller, params: { practice: id } }) {
        assertOwnPractice(id, caller);
        return { data: shown((await writer.clearForceOpen({ practiceId: id, by: caller.sub })).breakers) };
      },
    }),
  ];
}

function shown(breakers: readonly Breaker[]) {
  const items = breakers.map(({ practiceId: practice, callClass, state, since, failures, forced }) => ({
    practice,
    class: callClass,
    state,
    since: since?.toISOString() ?? null,
    failures,
    forced,
  }));
  return { items, nextCursor: null };
}
