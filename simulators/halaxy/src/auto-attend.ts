import { withStatus } from './api/write-appointment.ts';
import type { Settings } from './control/faults.ts';
import type { Appointment } from './fhir.ts';
import { isPatient, statusOf } from './fhir.ts';
import type { BaseClock } from './sim-clock.ts';
import type { Store } from './store.ts';

const OPEN = new Set(['booked', 'confirmed', 'arrived', 'check response']);

const isOpen = ({ participant }: Appointment): boolean =>
  participant.some((one) => isPatient(one) && OPEN.has(statusOf(one) ?? ''));

/**
 * Marks open appointments attended once their time has come, as Halaxy does unless a practice turns it
 * off. The returned function catches up with the clock; call it before anything is read.
 */
export function createAutoAttend({
  store,
  clock,
  settings,
}: {
  store: Store;
  clock: BaseClock;
  settings: Settings;
}) {
  let dueMs = Number.NEGATIVE_INFINITY;
  let known = -1;
  store.onChange(({ type, after }) => {
    const held = after as unknown as Appointment | undefined;
    if (type === 'Appointment' && held && isOpen(held)) dueMs = Math.min(dueMs, Date.parse(held.start));
  });
  return () => {
    const now = clock.now();
    const loads = store.loadsOf('Appointment');
    if (!settings.autoAttend || (now < dueMs && loads === known)) return;
    let nextMs = Number.POSITIVE_INFINITY;
    for (const held of store.loaded('Appointment') as unknown as Appointment[]) {
      const startMs = Date.parse(held.start);
      if (!isOpen(held)) continue;
      if (startMs > now) {
        nextMs = Math.min(nextMs, startMs);
        continue;
      }
      const attend = (one: Appointment['participant'][number]) =>
        isPatient(one) && OPEN.has(statusOf(one) ?? '') ? withStatus(one, 'attended') : one;
      store.put({ ...held, participant: held.participant.map(attend) }, { who: 'halaxy', via: 'automatic' });
    }
    dueMs = nextMs;
    known = loads;
  };
}
