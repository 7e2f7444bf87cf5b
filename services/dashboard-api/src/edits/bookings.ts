import type { EditView, SessionOnScreen } from '@bloom/contracts';
import { isEditOver } from '@bloom/domain';
import { BloomError } from '@bloom/kit';
import { type ClientDocument, type EditReader, recordTables, type Store } from '@bloom/store';
import { z } from 'zod';
import { assertMaySee } from '../auth/policy.ts';
import type { Caller } from '../auth/verify-token.ts';
import { anyId } from '../http/schemas.ts';
import type { ClientStanding } from '../own/client-standing.ts';
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
    readonly edits: Pick<EditReader, 'get'>;
    readonly standingOf: ClientStanding;
  },
) {
  const { people, compose, accept, edits, standingOf } = ports;
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

  /** A client, or the one that a registration became. @throws BloomError REGISTRATION_PENDING while it is on its way */
  async function clientNamed(practice: string, id: string): Promise<ClientDocument | null> {
    if (!id.startsWith(pendingPrefix)) return clients.findOne({ _id: id, practice, gone: false });
    const editId = id.slice(pendingPrefix.length);
    const made = await clients.findOne({ practice, bornOf: editId, gone: false });
    if (made) return made;
    const edit = await edits.get(practice, editId);
    if (edit && !isEditOver(edit.state)) throw new BloomError('REGISTRATION_PENDING');
    return null;
  }

  /** Who books a client sees them from then on: a practitioner books their own, and whom they registered. */
  async function assertMayBook(practice: string, client: ClientDocument, caller: Caller): Promise<void> {
    const registered = client.bornOf === undefined ? null : await edits.get(practice, client.bornOf);
    if (registered?.by.id !== caller.sub) await standingOf(practice, client._id, caller);
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
    const { patientId, practitionerId, start: startMs, end: endMs, serviceId, locationType = null } = wanted;
    const [client, practitioner] = await Promise.all([
      clientNamed(practice, patientId),
      people.get(practice, practitionerId),
    ]);
    if (!client || !practitioner) throw new BloomError('NOT_FOUND');
    assertMaySee(practitionerId, caller);
    await assertMayBook(practice, client, caller);
    if (endMs <= startMs) throw new BloomError('END_BEFORE_START');
    const [roleId, service] = await Promise.all([
      roleOf(practice, practitionerId),
      serviceOf(practice, serviceId),
    ]);
    return {
      ...{ target: undefined, entityId: undefined, practitionerId },
      wish: {
        kind: 'booking',
        change: { clientId: client._id, practitionerId, startMs, endMs, locationType },
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
    const made = await sessions.find({ practice: practice.id, bornOf: edit._id, gone: false }).toArray();
    const [session] =
      made.length > 0 ? await compose.ofStored(practice, made) : await compose.ofBookings(practice, [edit]);
    if (!session) throw new BloomError('INTERNAL', 'a booking cannot be shown');
    return { edit: editView(edit, practice.timezone), session };
  };
}

export type Book = ReturnType<typeof createBookings>;
