import { sessionView } from '@bloom/contracts';
import { addDays, dayBounds } from '@bloom/domain';
import { BloomError } from '@bloom/kit';
import { z } from 'zod';
import { assertMaySee, seesWholePractice } from '../../auth/policy.ts';
import type { ComposeSessions } from '../../read/compose-sessions.ts';
import type { PeopleReader } from '../../read/people-reader.ts';
import type { SessionCursor, SessionReader } from '../../read/session-reader.ts';
import { defineRoute, type Route } from '../define-route.ts';
import { InvalidInput } from '../invalid-input.ts';
import { anyId, day, listOf } from '../schemas.ts';

const pageItems = 200;
const rangeDaysMax = 400;

/** Sessions, one by one and by range. */
export function sessionRoutes(ports: {
  readonly people: PeopleReader;
  readonly sessions: SessionReader;
  readonly compose: ComposeSessions;
}): Route[] {
  const { people, sessions, compose } = ports;
  return [
    defineRoute({
      name: 'GET /sessions/{id}',
      tag: 'sessions',
      summary: 'One session, as screens show it.',
      params: z.object({ id: anyId }),
      etag: true,
      status: 200,
      data: sessionView,
      async handle({ caller, practice, params }) {
        const [stored] = await sessions.byIds(practice.id, [params.id]);
        if (!stored || stored.gone) throw new BloomError('NOT_FOUND');
        assertMaySee(stored.practitionerId, caller);
        const [data] = await compose(practice, [stored]);
        return { data };
      },
    }),
    defineRoute({
      name: 'GET /appointments',
      tag: 'sessions',
      summary: 'Sessions that start within a range of days of the practice’s zone, both days included.',
      description:
        'Times and `date` of each are of its practitioner’s zone. A practitioner gets their own. At most 200 at a time; `nextCursor` asks for the rest.',
      query: z.object({
        from: day,
        to: day,
        practitionerId: anyId.optional(),
        cursor: z.string().max(200).optional(),
      }),
      etag: true,
      status: 200,
      data: listOf(sessionView),
      async handle({ caller, practice, query }) {
        const { from, to } = query;
        if (to < from) throw new InvalidInput([{ path: 'query.to', message: 'is before `from`' }]);
        if (to > addDays(from, rangeDaysMax))
          throw new InvalidInput([{ path: 'query.to', message: `is more than ${rangeDaysMax} days after` }]);
        if (query.practitionerId !== undefined) {
          if (!(await people.get(practice.id, query.practitionerId))) throw new BloomError('NOT_FOUND');
          assertMaySee(query.practitionerId, caller);
        }
        const own = seesWholePractice(caller) ? undefined : caller.practitionerId;
        if (own === undefined && !seesWholePractice(caller)) throw new BloomError('FORBIDDEN');
        const stored = await sessions.page(practice.id, {
          fromMs: dayBounds(from, practice.timezone).fromMs,
          toMs: dayBounds(to, practice.timezone).toMs,
          practitionerId: query.practitionerId ?? own,
          after: query.cursor === undefined ? undefined : readCursor(query.cursor),
          limit: pageItems + 1,
        });
        const page = stored.slice(0, pageItems);
        const last = page.at(-1);
        const data = {
          items: await compose(practice, page),
          nextCursor: last && stored.length > pageItems ? writeCursor(last.startMs, last._id) : null,
        };
        return { data };
      },
    }),
  ];
}

function writeCursor(startMs: number, id: string): string {
  return Buffer.from(`${startMs} ${id}`).toString('base64url');
}

/** @throws InvalidInput when it is none of ours */
function readCursor(cursor: string): SessionCursor {
  const [, ms, id] = /^(-?\d{1,16}) (\S{1,80})$/.exec(Buffer.from(cursor, 'base64url').toString()) ?? [];
  if (ms === undefined || id === undefined)
    throw new InvalidInput([{ path: 'query.cursor', message: 'is no cursor of this list' }]);
  return { startMs: Number(ms), id };
}
