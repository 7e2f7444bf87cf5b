import type { EditView, SessionOnScreen } from '@bloom/contracts';
import { BloomError } from '@bloom/kit';
import { recordTables, type Store } from '@bloom/store';
import { z } from 'zod';
import { assertMaySee } from '../auth/policy.ts';
import type { Caller } from '../auth/verify-token.ts';
import { anyId } from '../http/schemas.ts';
import { isBooking, pendingPrefix } from '../read/booking-facts.ts';
import type { ComposeSessions } from '../read/compose-sessions.ts';
import type { PeopleReader } from '../read/people-reader.ts';
import type { PracticeFacts } from '../read/practice-facts.ts';
import type { AcceptEdit, WantedEdit } from './accept-edit.ts';
import { editView } from './edit-view.ts';
import { instant } from './session-change-body.ts';

export const newBooking = z
  .strictObject({
    patientId: anyId,
    practitionerId: anyId,
    start: instant,
    end: instant,
    serviceId: anyId.optional().describe('A kind of appointment, by its id in Halaxy.'),
    locationType: z.enum(['in-person', 'telehealth', 'phone']).optional(),
  })
  .meta({ id: 'NewBooking' });

export type NewBooking = z.output<typeof newBooking>;

/** Takes bookings, and answers them as sessions are shown until they are there. */
export function createBookings(
  store: Store,
  ports: {
    readonly people: PeopleReader;
    readonly compose: ComposeSessions;
    readonly accept: AcceptEdit;
  },
) {
  const { people, compose, accept } = ports;
  const { clients, roles, sessions, catalogue } = recordTables(store);

  /** The role under which a practitioner is booked: the one of their newest session, else their first. */
  async function roleOf(practice: string, practitionerId: string): Promise<string> {
    const [newest] = await sessions
      .find({ practice, practitionerId, gone: false, roleId: { $ne: null } })
      .sort({ startMs: -1 })
      .limit(1)
      .toArray();
    if (newest?.roleId) return newest.roleId;
    const [first] = await roles.find({ practice, practitionerId }).sort({ _id: 1 }).limit(1).toArray();
    if (!first) throw new BloomError('PRACTITIONER_UNBOOKABLE');
    return first.roleId;
  }

  async function serviceOf(practice: string, id: string | undefined): Promise<string | null> {
    if (id === undefined) return null;
    const service = await catalogue.findOne({
      practice,
      type: 'HealthcareService',
      halaxyId: id,
      gone: false,
    });
    if (!service) throw new BloomError('NOT_FOUND');
    return service.halaxyId;
  }

  async function wantedOf(practice: string, wanted: NewBooking, caller: Caller): Promise<WantedEdit> {
    const {
      patientId: clientId,
      practitionerId,
      start: startMs,
      end: endMs,
      serviceId,
      locationType = null,
    } = wanted;
    if (clientId.startsWith(pendingPrefix)) throw new BloomError('REGISTRATION_PENDING');
    const [client, practitioner] = await Promise.all([
      clients.findOne({ _id: clientId, practice, gone: false }),
      people.get(practice, practitionerId),
    ]);
    if (!client || !practitioner) throw new BloomError('NOT_FOUND');
    assertMaySee(practitionerId, caller);
    if (endMs <= startMs) throw new BloomError('END_BEFORE_START');
    const [roleId, service] = await Promise.all([
      roleOf(practice, practitionerId),
      serviceOf(practice, serviceId),
    ]);
    return {
      ...{ target: undefined, entityId: undefined, practitionerId },
      wish: {
        kind: 'booking',
        change: { clientId, practitionerId, startMs, endMs, locationType },
        halaxy: { roleId, patientId: client.halaxyId, serviceId: service },
      },
    };
  }

  /** @throws BloomError NOT_FOUND, FORBIDDEN, END_BEFORE_START, REGISTRATION_PENDING, PRACTITIONER_UNBOOKABLE, and of `AcceptEdit.once` */
  return async function book(
    practice: PracticeFacts,
    asked: {
      readonly caller: Caller;
      readonly key: string | undefined;
      readonly body: NewBooking;
      readonly sent: unknown;
    },
  ): Promise<{ edit: EditView; session: SessionOnScreen }> {
    const { caller, key, body, sent } = asked;
    const request = { caller, key, route: 'POST /sessions', body: sent };
    const edit = await accept.once(request, () => wantedOf(practice.id, body, caller));
    if (!isBooking(edit)) throw new BloomError('IDEMPOTENCY_KEY_REUSED');
    const [session] = await compose.ofBookings(practice, [edit]);
    if (!session) throw new BloomError('INTERNAL', 'a booking cannot be shown');
    return { edit: editView(edit, practice.timezone), session };
  };
}

export type Book = ReturnType<typeof createBookings>;
