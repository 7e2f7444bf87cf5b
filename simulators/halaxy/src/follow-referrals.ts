import type { Appointment, Resource } from './fhir.ts';
import { idOf, isPatient, statusOf } from './fhir.ts';
import { isObject, type JsonObject, textOf } from './json.ts';
import type { Store } from './store.ts';

/**
 * Counts a referral's use as Halaxy does: by the individual appointments that were attended, up and down, on the
 * referral that ends first and has any left.
 */
export function followReferrals(store: Store): void {
  store.onChange(({ type, before, after }) => {
    if (type !== 'Appointment') return;
    const was = attendeeOf(before);
    const is = attendeeOf(after);
    if (was === is) return;
    if (was !== undefined) use(store, was, dayOf(before), -1);
    if (is !== undefined) use(store, is, dayOf(after), 1);
  });
}

/** Whom an individual appointment was attended by. */
function attendeeOf(resource: Resource | undefined): string | undefined {
  const patients = (resource as unknown as Appointment | undefined)?.participant.filter(isPatient) ?? [];
  const [one] = patients;
  return patients.length === 1 && one && statusOf(one) === 'attended' ? idOf(one.actor) : undefined;
}

function use(store: Store, patientId: string, day: string, by: 1 | -1): void {
  const own = store
    .list('Referral', patientId)
    .filter(({ subject, period }) => idOf(subject as never) === patientId && covers(period, day))
    .sort((a, b) => (endOf(a) < endOf(b) ? -1 : 1));
  const chosen = own.find((one) => (by === 1 ? usedOf(one) < limitOf(one) : usedOf(one) > 0));
  if (!chosen) return;
  const limitQuantity = { ...(chosen.limitQuantity as JsonObject), quantityUsed: usedOf(chosen) + by };
  store.put({ ...chosen, limitQuantity }, { who: 'halaxy', via: 'automatic' });
}

const dayOf = (resource: Resource | undefined): string => textOf(resource?.start).slice(0, 10);
const endOf = ({ period }: Resource): string => textOf(isObject(period) ? period.end : undefined);
const covers = (period: unknown, day: string): boolean =>
  isObject(period as never) &&
  textOf((period as JsonObject).start) <= day &&
  textOf((period as JsonObject).end) >= day;
const quantityOf = ({ limitQuantity }: Resource): JsonObject =>
  isObject(limitQuantity) ? limitQuantity : {};
const usedOf = (one: Resource): number => Number(quantityOf(one).quantityUsed ?? 0);
const limitOf = (one: Resource): number => {
  const { quantity } = quantityOf(one);
  return Number((isObject(quantity) ? quantity.value : undefined) ?? 0);
};
