import { editView, sessionView } from '@bloom/contracts';
import { addDays, dayBounds, isEditOver } from '@bloom/domain';
import { BloomError } from '@bloom/kit';
import type { EditDocument } from '@bloom/store';
import { z } from 'zod';
import { assertMaySee, seesWholePractice } from '../../auth/policy.ts';
import type { Caller } from '../../auth/verify-token.ts';
import { type Book, newBooking } from '../../edits/bookings.ts';
import { sessionChangeBody } from '../../edits/session-change-body.ts';
import type { SessionEdits } from '../../edits/session-edits.ts';
import { isBooking, pendingPrefix } from '../../read/booking-facts.ts';
import type { ComposeSessions } from '../../read/compose-sessions.ts';
import type { PeopleReader } from '../../read/people-reader.ts';
import type { PracticeFacts } from '../../read/practice-facts.ts';
import type { ReadRange } from '../../read/read-range.ts';
import type { SessionCursor, SessionReader } from '../../read/session-reader.ts';
import { defineRoute, type Route } from '../define-route.ts';
import { expectedRevision } from '../expected-revision.ts';
import { InvalidInput } from '../invalid-input.ts';
import { anyId, day, listOf } from '../schemas.ts';

const pageItems = 200;
const rangeDaysMax = 400;

/** Sessions, one by one and by range. */
export function sessionRoutes(ports: {
  readonly people: PeopleReader;
  readonly sessions: SessionReader;
  readonly compose: ComposeSessions;
  readonly readRange: ReadRange;
  readonly edits: SessionEdits;
  readonly book: Book;
  /** Bookings and registrations on their way. */
  readonly creations: (practice: string) => Promise<readonly EditDocument[]>;
}): Route[] {
  const { people, sessions, compose, readRange, edits, book, creations } = ports;

  /** A session, or a booking on its way. @throws BloomError NOT_FOUND, FORBIDDEN */
  async function shownSession(practice: PracticeFacts, id: string, caller: Caller) {
    const editId = id.startsWith(pendingPrefix) ? id.slice(pendingPrefix.length) : undefined;
    const [stored] =
      editId === undefined
        ? await sessions.byIds(practice.id, [id])
        : await sessions.bornOf(practice.id, [editId]);
    if (stored && !stored.gone) {
      assertMaySee(stored.practitionerId, caller);
      return (await compose.ofStored(practice, [stored]))[0];
    }
    const booking = (await creations(practice.id)).find(
      (edit) => edit._id === editId && !isEditOver(edit.state),
    );
    if (!booking || !isBooking(booking)) throw new BloomError('NOT_FOUND');
    assertMaySee(booking.practitionerId, caller);
    return (await compose.ofBookings(practice, [booking]))[0];
  }
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
        const data = await shownSession(practice, params.id, caller);
        return { data };
      },
    }),
    defineRoute({
      name: 'PATCH /sessions/{id}',
      tag: 'sessions',
      summary: 'Changes a session: comment, time, status.',
      description:
        'Accepted is durable, and shown at once to everybody who sees the session; halaxy-writer carries it to Halaxy. ' +
        'Field by field what somebody changed in Halaxy since `base` stands: then the edit ends as `conflict`.',
      params: z.object({ id: anyId }),
      body: sessionChangeBody,
      idempotent: true,
      revised: true,
      conflict: 'It is a booking that is still on its way.',
      status: 202,
      data: z.object({ edit: editView, session: sessionView }),
      handle: async ({ caller, practice, params, body, sent, header }) => ({
        data: await edits.change(practice, params.id, {
          caller,
          key: header('idempotency-key'),
          body,
          sent,
          expected: expectedRevision(header('if-match')),
        }),
      }),
    }),
    defineRoute({
      name: 'POST /sessions',
      tag: 'sessions',
      summary: 'Books a session.',
      description:
        'Shown at once as `edit:<editId>`; the change that names the session bears that as `replaces`. The client’s id is Bloom’s.',
      body: newBooking,
      idempotent: true,
      conflict: 'The client is still on the way to Halaxy.',
      status: 202,
      data: z.object({ edit: editView, session: sessionView }),
      handle: async ({ caller, practice, body, sent, header }) => ({
        data: await book(practice, { caller, key: header('idempotency-key'), body, sent }),
      }),
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
        const range = {
          fromMs: dayBounds(from, practice.timezone).fromMs,
          toMs: dayBounds(to, practice.timezone).toMs,
          practitionerId: query.practitionerId ?? own,
        };
        const after = query.cursor === undefined ? undefined : readCursor(query.cursor);
        const stored = await sessions.page(practice.id, { ...range, after, limit: pageItems + 1 });
        const page = stored.slice(0, pageItems);
        const last = page.at(-1);
        const data = {
          items: await readRange(practice, range, { page, isFirst: after === undefined }),
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
