import {
  isExpired,
  isOver,
  parseTimeZone,
  type TimeZone,
  type WriteEvent,
  writeDeadlineMs,
} from '@bloom/domain';
import type { Resource } from '@bloom/halaxy';
import { asBloomError, BloomError } from '@bloom/kit';
import type { KeptLease, Lease, PracticeDoor, WriteDocument } from '@bloom/store';
import type { WriterPorts } from '../ports.ts';
import { bookingCarrier } from './booking-carrier.ts';
import type { Carrier, CarryAbout, Look } from './carrier.ts';
import { boundTo } from './creation.ts';
import { eventOfSent, heldBy } from './event-of-error.ts';
import { patientCarrier } from './patient-carrier.ts';
import { registrationCarrier } from './registration-carrier.ts';
import { createSaveStep } from './save-step.ts';
import { sessionCarrier } from './session-carrier.ts';

const carriers: Readonly<Record<WriteDocument['wish']['kind'], Carrier>> = {
  session: sessionCarrier,
  booking: bookingCarrier,
  patient: patientCarrier,
  registration: registrationCarrier,
};

/** A request may take its whole deadline: it leaves only while the lease outlasts that. */
const leaseMarginMs = writeDeadlineMs + 2_000;
const usualZone = 'Australia/Sydney';

/** With what the edits of one practice are carried. */
export type PracticeTurn = { readonly door: PracticeDoor; readonly lease: Lease; readonly kept: KeptLease };

/**
 * Carries one edit as far as it goes now: looks at Halaxy, judges, writes down that a request leaves, sends, looks again.
 * What each outcome means the pure machine says; here it is asked, sent and saved.
 */
export function createCarryWrite(ports: WriterPorts) {
  const { writes, practices, clock, events } = ports;
  const saveStep = createSaveStep(ports);

  async function aboutOf(write: WriteDocument, door: PracticeDoor): Promise<CarryAbout> {
    const { practice, target, seq } = write;
    const zone = parseTimeZone((await practices.get(practice))?.timezone ?? '') ?? parseTimeZone(usualZone);
    return {
      door,
      zone: zone as TimeZone,
      unsavedBefore: () => writes.unsavedBefore(practice, target, seq),
      boundAmong: (type, ids) => writes.boundAmong(practice, type, ids),
    };
  }

  /** The same edit after an event. */
  function stepped(write: WriteDocument, event: WriteEvent, look?: Look): WriteDocument {
    const next = { ...write, ...carriers[write.wish.kind].step(write, event, clock.nowMs()), ...look?.found };
    const lost = (look?.differing ?? []).filter(
      ({ field }) => next.lost.includes(field) && !write.lost.includes(field),
    );
    return { ...next, over: isOver(next), lostFields: [...write.lostFields, ...lost] };
  }

  function failed(write: WriteDocument, event: WriteEvent, error: BloomError): WriteDocument {
    events.writeDelayed(write.practice, write.wish.kind, error);
    return { ...stepped(write, event), lastError: error.code };
  }

  async function look(write: WriteDocument, about: CarryAbout): Promise<Look | BloomError> {
    try {
      return await carriers[write.wish.kind].look(write, about);
    } catch (thrown) {
      return asBloomError(thrown);
    }
  }

  /** That a record is gone is believed only while Halaxy shows what it certainly has: a storm of 404s is no deletion. */
  async function lookTwice(write: WriteDocument, about: CarryAbout, { door }: PracticeTurn) {
    const seen = await look(write, about);
    const tellsGone = !(seen instanceof BloomError) && seen.event.kind === 'missing' && write.misses > 0;
    const changes = write.wish.kind === 'session' || write.wish.kind === 'patient';
    if (!tellsGone || !changes || write.state !== 'ready') return seen;
    try {
      const { found } = await door.readPage('Practitioner', '_count=1', 'people');
      return found.length > 0 ? seen : new BloomError('HALAXY_MISSING', 'the control too');
    } catch (thrown) {
      return asBloomError(thrown);
    }
  }

  /** Looks, and saves what that means. Undefined when the row moved meanwhile. */
  async function lookAndSave(write: WriteDocument, about: CarryAbout, turn: PracticeTurn) {
    const seen = await lookTwice(write, about, turn);
    if (seen instanceof BloomError) return saveStep(write, failed(write, heldBy(seen), seen), turn.lease);
    const next = stepped(write, seen.event, seen);
    if (next.state !== 'ready' || next.dueAtMs > clock.nowMs())
      return saveStep(write, next, turn.lease, seen.seen);
    return send(next, about, seen, turn);
  }

  async function send(
    write: WriteDocument,
    about: CarryAbout,
    seen: Look,
    turn: PracticeTurn,
  ): Promise<WriteDocument | undefined> {
    let sent: WriteDocument | undefined;
    const beforeSend = async () => {
      assertTime(turn.kept);
      // A second request of the same delivery, with a new token.
      if (sent !== undefined) return;
      const saved = await saveStep(write, stepped(write, { kind: 'sending' }), turn.lease);
      if (saved === undefined) throw new BloomError('LEASE_LOST', 'the edit moved meanwhile');
      sent = saved;
      if (saved.over) throw new BloomError('INTERNAL', 'given up before it left');
      // Whoever slept over the save does not send: another may have looked meanwhile.
      assertTime(turn.kept);
    };
    let resource: Resource;
    try {
      resource = await carriers[write.wish.kind].send(write, about, seen, { beforeSend });
    } catch (thrown) {
      const error = asBloomError(thrown);
      if (error.code === 'LEASE_LOST') throw error;
      if (sent?.over) return sent;
      // What had not left was kept back, by whatever it was.
      if (sent === undefined) return saveStep(write, failed(write, heldBy(error), error), turn.lease);
      return saveStep(sent, failed(sent, eventOfSent(error), error), turn.lease);
    }
    if (sent === undefined) throw new BloomError('INTERNAL', 'a request left that nobody wrote down');
    events.writeSent(sent.practice, sent.wish.kind);
    const made = madeBy(sent, resource);
    return lookAndSave(stepped(sent, { kind: 'accepted' }, made), about, turn);
  }

  async function carryOnce(write: WriteDocument, turn: PracticeTurn): Promise<WriteDocument | undefined> {
    const nowMs = clock.nowMs();
    if (isExpired(write, nowMs)) return saveStep(write, stepped(write, { kind: 'expired' }), turn.lease);
    if (write.state === 'sent') return saveStep(write, stepped(write, { kind: 'orphaned' }), turn.lease);
    return lookAndSave(write, await aboutOf(write, turn.door), turn);
  }

  /** @throws BloomError LEASE_LOST when another has taken over */
  return async function carryWrite(write: WriteDocument, turn: PracticeTurn): Promise<void> {
    for (let at: WriteDocument | undefined = write; at && !at.over && at.dueAtMs <= clock.nowMs(); )
      at = await carryOnce(at, turn);
  };
}

export type CarryWrite = ReturnType<typeof createCarryWrite>;

/** @throws BloomError LEASE_LOST when a request could outlast the lease */
function assertTime(kept: KeptLease): void {
  if (kept.remainingMs() < leaseMarginMs) throw new BloomError('LEASE_LOST', 'its time is nearly over');
}

/** The record that a request made is the edit's own. One whose answer names none is looked for. */
function madeBy({ wish }: WriteDocument, resource: Resource): Look {
  const none: Look = { event: { kind: 'accepted' } };
  if (wish.kind === 'session' || wish.kind === 'patient') return none;
  const type = wish.kind === 'booking' ? 'Appointment' : 'Patient';
  if (typeof resource.id !== 'string') return none;
  return { ...none, found: boundTo(type, resource.id) };
}
