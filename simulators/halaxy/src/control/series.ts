import type { Appointment } from '../fhir.ts';
import type { Store } from '../store.ts';

/** To which of a series an act applies: to the one that is named, to it and those after it, or to all of them. */
export const reaches = ['this', 'future', 'all'] as const;
export type Reach = (typeof reaches)[number];

/** Which appointments were made as one series. Halaxy's screens know it, its API tells nobody. */
const seriesOf = new WeakMap<Store, Map<string, readonly string[]>>();

export function noteSeries(store: Store, appointmentIds: readonly string[]): void {
  const known = seriesOf.get(store) ?? new Map<string, readonly string[]>();
  seriesOf.set(store, known);
  for (const id of appointmentIds) known.set(id, appointmentIds);
}

/** Those that an act on this appointment reaches, itself first; what was deleted meanwhile is not among them. */
export function reached(store: Store, held: Appointment, reach: Reach): Appointment[] {
  if (reach === 'this') return [held];
  const ids = seriesOf.get(store)?.get(held.id) ?? [];
  const others = ids.filter((id) => id !== held.id).flatMap((id) => store.appointment(id) ?? []);
  const isReached = ({ start }: Appointment) => reach === 'all' || Date.parse(start) > Date.parse(held.start);
  return [held, ...others.filter(isReached)];
}
