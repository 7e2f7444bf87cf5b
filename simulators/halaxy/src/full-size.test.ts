import { beforeAll, expect, test } from '@jest/globals';
import type { Appointment } from './fhir.ts';
import { idOf, isPatient } from './fhir.ts';
import { createLedger } from './ledger.ts';
import { createStore, type Store } from './store.ts';
import { createSource } from './world/source.ts';

const nowMs = Date.parse('2026-11-24T23:30:00Z');
const open = (): Store =>
  createStore({
    clock: { now: () => nowMs },
    ledger: createLedger(),
    source: createSource({ seed: 1, size: 'full', nowMs }),
  });

let store: Store;
beforeAll(() => {
  store = open();
}, 60_000);

const appointments = () => store.list('Appointment') as unknown as Appointment[];
const descending = (counts: Map<string, number>) => [...counts.values()].sort((a, b) => b - a);
function countBy(keys: Iterable<string>): Map<string, number> {
  const counts = new Map<string, number>();
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
  return counts;
}

test('the full size has just as many patients and appointments as it says', () => {
  expect([store.list('Patient').length, store.list('Appointment').length]).toEqual([20_000, 100_000]);
  expect(store.list('InvoiceLine').length).toBe(store.list('Invoice').length);
  expect(store.list('Referral').length).toBeGreaterThan(10_000);
}, 60_000);

test('no id stands for two', () => {
  for (const type of ['Patient', 'Appointment', 'Invoice', 'InvoiceLine', 'Referral'])
    expect(new Set(store.list(type).map(({ id }) => id)).size).toBe(store.list(type).length);
});

test('practitioners and patients are unlike: a few come often, many seldom, some never', () => {
  const roles = descending(
    countBy(
      appointments().flatMap(({ participant }) =>
        participant.filter((one) => !isPatient(one)).map(({ actor }) => idOf(actor)),
      ),
    ),
  );
  expect(roles).toHaveLength(60);
  expect((roles[0] ?? 0) / (roles.at(-1) ?? 1)).toBeGreaterThan(4);
  const patients = descending(
    countBy(
      appointments().flatMap(({ participant }) =>
        participant.filter(isPatient).map(({ actor }) => idOf(actor)),
      ),
    ),
  );
  expect(patients[0]).toBeGreaterThan(50);
  expect(patients[Math.floor(patients.length / 2)]).toBeLessThan(6);
  expect(patients.filter((count) => count === 1).length).toBeGreaterThan(500);
  expect(patients.length).toBeLessThan(20_000);
  expect(patients.length).toBeGreaterThan(19_000);
});

test('the same seed gives the same practice', () => {
  const other = open();
  for (const id of ['70000001', '70020001', '71180900']) {
    expect(store.get('Appointment', id)).toBeDefined();
    expect(other.get('Appointment', id)).toEqual(store.get('Appointment', id));
  }
});

test('a list stays in order of id when a record of it is changed, made or removed', () => {
  const by = { who: 'a person', via: 'screen' } as const;
  const [first, second, third] = appointments();
  if (!first || !second || !third) throw new Error('the diary is empty');
  const before = appointments().length;
  store.put({ ...second, description: 'changed' }, by);
  store.remove('Appointment', first.id, by);
  store.put({ ...third, id: '70000000' }, by);
  const after = appointments();
  expect(after.slice(0, 3).map(({ id }) => id)).toEqual(['70000000', second.id, third.id]);
  expect(after[1]?.description).toBe('changed');
  expect(after).toHaveLength(before);
});
