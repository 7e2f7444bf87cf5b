import {
  appointmentPatch,
  isSessionFieldAsSeen,
  isSessionFieldDone,
  mergeFields,
  readSessionNow,
  type SessionBase,
  type SessionField,
  type SessionNow,
  sawWish,
  stepWrite,
} from '@bloom/domain';
import { BloomError } from '@bloom/kit';
import type { EditWish, LostField, WriteDocument } from '@bloom/store';
import type { Carrier, CarryAbout, Look } from './carrier.ts';
import { isZero, readRecord } from './read-record.ts';
import { isUnreadable, lookLater } from './unreadable.ts';

type SessionWish = Extract<EditWish, { kind: 'session' }>;

/** Carries a change of a session: comment and time are its appointment's, a status is its participant's. */
export const sessionCarrier: Carrier = {
  step: stepWrite,

  async look(write, about): Promise<Look> {
    const wish = wishOf(write);
    const { id, patientId } = wish.halaxy;
    const seen = await readRecord(about.door, 'Appointment', id);
    if (isUnreadable(seen)) return { event: lookLater };
    const session = seen.resource && readSessionNow(seen.resource, patientId);
    // A patient who left the appointment has no session at it any more.
    if (session === undefined) return { event: { kind: 'missing' }, seen: { ...seen, resource: undefined } };
    const now = await withCharge(session.now, session.invoiceId, wish, about);
    const open = write.open as SessionField[];
    const judge = (earlier: readonly SessionWish[]) =>
      mergeFields(open, {
        isDone: (field) => isSessionFieldDone(field, now, wish.change),
        isAsSeen: (field) => isAsSeen(field, now, wish.base, earlier),
      });
    let merge = judge([]);
    if (merge.other.length > 0) merge = judge(unsavedWishes(await about.unsavedBefore(), wish));
    return {
      event: { kind: 'seen', merge },
      seen,
      differing: open.map((field) => differing(field, wish, now)),
    };
  },

  async send(write, { door, zone }, { seen }, options) {
    const { change, halaxy } = wishOf(write);
    const { baseUrl } = door;
    const about = { patientId: halaxy.patientId, theirs: seen?.resource, baseUrl, zone };
    const body = appointmentPatch(change, write.open as SessionField[], about);
    return door.write.patch('Appointment', halaxy.id, body, options);
  },
};

function wishOf({ wish }: WriteDocument): SessionWish {
  if (wish.kind !== 'session') throw new BloomError('INTERNAL', 'an edit of another kind');
  return wish;
}

/** What a cancellation costs stands on the bill. */
async function withCharge(
  now: SessionNow,
  invoiceId: string | null,
  { change }: SessionWish,
  { door }: CarryAbout,
): Promise<SessionNow> {
  const { status } = change;
  if (status?.status !== 'cancelled' || now.status.meaning !== 'cancelled') return now;
  // Without a bill there is nothing to charge, and nothing that was.
  const uncharged = (id: string) => isZero(door, id, status.charge ? 'totalGross' : 'totalBalance');
  const isUncharged = invoiceId === null ? !status.charge : await uncharged(invoiceId);
  return { ...now, status: { ...now.status, isUncharged } };
}

/** What an earlier edit showed and never came true counts as what Halaxy had when that one was made. */
function isAsSeen(
  field: SessionField,
  now: SessionNow,
  base: SessionBase,
  earlier: readonly SessionWish[],
): boolean {
  if (isSessionFieldAsSeen(field, now, base)) return true;
  return earlier.some(
    (one, place) =>
      sawWish(field, base, one.change) && isAsSeen(field, now, one.base, earlier.slice(place + 1)),
  );
}

/** The wishes that people may have seen and that did not come true: of a status, the same participant's. */
function unsavedWishes(earlier: readonly WriteDocument[], { halaxy }: SessionWish): SessionWish[] {
  return earlier.flatMap(({ wish, saved }) => {
    if (wish.kind !== 'session') return [];
    const { status, ...shared } = wish.change;
    const own = wish.halaxy.patientId === halaxy.patientId && status !== undefined ? { status } : {};
    const change = Object.fromEntries(
      Object.entries({ ...shared, ...own }).filter(([field]) => !saved.includes(field)),
    );
    return [{ ...wish, change }];
  });
}

function differing(field: SessionField, { change }: SessionWish, now: SessionNow): LostField {
  const theirs = field === 'status' ? shownStatusOf(now) : now[field];
  return { field, yours: change[field], theirs };
}

function shownStatusOf({ status }: SessionNow): { status: string } {
  return { status: status.arrived ? 'arrived' : status.meaning };
}
