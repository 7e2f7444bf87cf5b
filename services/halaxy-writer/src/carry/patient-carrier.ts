import {
  mergeFields,
  type PatientField,
  patientPatch,
  readPatientNow,
  samePatientField,
  stepWrite,
} from '@bloom/domain';
import { BloomError } from '@bloom/kit';
import type { EditWish, WriteDocument } from '@bloom/store';
import type { Carrier, Look } from './carrier.ts';
import { readRecord } from './read-record.ts';
import { isUnreadable, lookLater } from './unreadable.ts';

type PatientWish = Extract<EditWish, { kind: 'patient' }>;

/** Carries a change of a client's contact details. */
export const patientCarrier: Carrier = {
  step: stepWrite,

  async look(write, about): Promise<Look> {
    const wish = wishOf(write);
    const seen = await readRecord(about.door, 'Patient', wish.halaxy.id);
    if (isUnreadable(seen)) return { event: lookLater };
    const now = seen.resource && readPatientNow(seen.resource);
    if (now === undefined) return { event: { kind: 'missing' }, seen: { ...seen, resource: undefined } };
    const open = write.open as PatientField[];
    const judge = (earlier: readonly PatientWish[]) =>
      mergeFields(open, {
        isDone: (field) => samePatientField(field, now, wish.change),
        isAsSeen: (field) => isAsSeen(field, now, wish.base, earlier),
      });
    let merge = judge([]);
    if (merge.other.length > 0) merge = judge(unsavedWishes(await about.unsavedBefore()));
    const differing = open.map((field) => ({ field, yours: wish.change[field], theirs: now[field] }));
    return { event: { kind: 'seen', merge }, seen, differing };
  },

  send(write, { door }, { seen }, options) {
    const { change, halaxy } = wishOf(write);
    const body = patientPatch(change, write.open as PatientField[], seen?.resource);
    return door.write.patch('Patient', halaxy.id, body, options);
  },
};

function wishOf({ wish }: WriteDocument): PatientWish {
  if (wish.kind !== 'patient') throw new BloomError('INTERNAL', 'an edit of another kind');
  return wish;
}

function isAsSeen(
  field: PatientField,
  now: PatientWish['change'],
  base: PatientWish['base'],
  earlier: readonly PatientWish[],
): boolean {
  if (samePatientField(field, now, base)) return true;
  return earlier.some(
    (one, place) =>
      samePatientField(field, base, one.change) && isAsSeen(field, now, one.base, earlier.slice(place + 1)),
  );
}

function unsavedWishes(earlier: readonly WriteDocument[]): PatientWish[] {
  return earlier.flatMap(({ wish, saved }) => {
    if (wish.kind !== 'patient') return [];
    const change = Object.fromEntries(
      Object.entries(wish.change).filter(([field]) => !saved.includes(field)),
    );
    return [{ ...wish, change }];
  });
}
