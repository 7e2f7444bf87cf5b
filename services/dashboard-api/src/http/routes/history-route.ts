import { BloomError } from '@bloom/kit';
import { z } from 'zod';
import { assertMaySee } from '../../auth/policy.ts';
import { historyItem, type ReadHistory } from '../../read/session-history.ts';
import type { SessionReader } from '../../read/session-reader.ts';
import { defineRoute, type Route } from '../define-route.ts';
import { anyId, listOf } from '../schemas.ts';

/** Why each field of a session has its value. */
export function historyRoute(ports: {
  readonly sessions: Pick<SessionReader, 'byIds'>;
  readonly readHistory: ReadHistory;
}): Route {
  const { sessions, readHistory } = ports;
  return defineRoute({
    name: 'GET /sessions/{id}/history',
    tag: 'sessions',
    summary: 'Why each field of a session has its value: what brought it, and when, the newest first.',
    description:
      'What the last 1,000 reads that changed it brought within 400 days; and what the read that first brought it did, ' +
      'unless that is longer ago or a change since then is left out. Times are in UTC.',
    params: z.object({ id: anyId }),
    status: 200,
    data: listOf(historyItem),
    async handle({ caller, practice, params }) {
      const [stored] = await sessions.byIds(practice.id, [params.id]);
      if (!stored) throw new BloomError('NOT_FOUND');
      assertMaySee(stored.practitionerId, caller);
      return { data: { items: await readHistory(stored), nextCursor: null } };
    },
  });
}
