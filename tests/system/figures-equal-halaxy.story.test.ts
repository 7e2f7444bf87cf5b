import { createPractitionerFigures, createSessionFigures } from '@bloom/dashboard-api';
import { parseLocalDate, parseTimeZone, usualAims } from '@bloom/domain';
import { createTestClock } from '@bloom/testkit';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { control as controlSimulator } from './control-simulator.ts';
import { figuresExpected } from './figures-oracle.ts';
import { type OpenSimulator, openSimulator } from './open-simulator.ts';
import { type HalaxyLists, readLists } from './read-lists.ts';
import { requestsPerMinute, startReconciler } from './start-reconciler.ts';

let simulator: OpenSimulator;
let net: Awaited<ReturnType<typeof startReconciler>>;
let halaxy: HalaxyLists;
const nowMs = Date.now();
const zone = parseTimeZone('Australia/Sydney');
if (!zone) throw new Error('no such zone');

const control = (what: string, body: object) => controlSimulator(simulator, what, body);
const act = (name: string, fields: object) => control('act', { act: name, ...fields });

beforeAll(async () => {
  simulator = await openSimulator({ seed: 23, requestsPerMinute });
  // Nothing may change between the reading of the one side and of the other.
  await control('faults', { settings: { autoAttend: false } });
  await personAtTheDesk();
  net = await startReconciler({ demo: simulator.url });
  await net.syncWhole('demo');
  halaxy = await readLists(simulator.url);
}, 120_000);
afterAll(async () => {
  await net.close();
  await simulator.close();
});

/** What makes figures differ: three ways to cancel, one who did not come, payments, a group, a series. */
async function personAtTheDesk(): Promise<void> {
  const before = await readLists(simulator.url);
  const attended = before.Appointment?.filter(({ participant }) =>
    JSON.stringify(participant).includes('"attended"'),
  );
  const [one, two, three, four] = (attended ?? []).toSorted(
    (a, b) => Date.parse(b.start) - Date.parse(a.start),
  );
  await act('cancel', { appointmentId: one.id, way: 'status' });
  await act('cancel', { appointmentId: two.id, way: 'cancel' });
  await act('cancel', { appointmentId: three.id, way: 'cancel-and-delete-invoice' });
  await act('no-show', { appointmentId: four.id });
  const [invoice] = before.Invoice ?? [];
  await act('pay', { invoiceId: invoice.id });
  const at = (days: number): string => new Date(nowMs + days * 86_400_000).toISOString().slice(0, 11);
  const made = { practitionerRoleId: 'PR-500001', minutes: 50 };
  await act('create', { ...made, patientIds: ['1000001', '1000002'], start: `${at(1)}03:00:00+00:00` });
  await act('series', { ...made, patientId: '1000003', start: `${at(2)}05:00:00+00:00`, times: 4 });
  // Across midnight in Sydney, and on a Sunday.
  await act('create', { ...made, patientId: '1000004', start: `${at(3)}12:45:00+00:00` });
}

const plus = (days: number): string =>
  new Date(nowMs + days * 86_400_000).toLocaleDateString('en-CA', { timeZone: 'Australia/Sydney' });

test.each([
  ['today', 0],
  ['tomorrow', 1],
  ['a week ago', -7],
  ['a month ago', -31],
  ['in ten days', 10],
  ['before all there is', -400],
])('I3: every practitioner’s figures are what Halaxy’s own lists make of them: %s', async (_, days) => {
  const date = plus(days);
  const staff = halaxy.Practitioner?.filter(({ id }) => id.startsWith('PR-')) ?? [];
  expect(staff.length).toBeGreaterThan(2);
  const figuresOf = createPractitionerFigures(net.store, createTestClock(nowMs));
  for (const { id: practitioner } of staff) {
    const asked = { practitioner, date, zone: 'Australia/Sydney', nowMs };
    const { sessions: _sessions, ...expected } = figuresExpected(halaxy, asked);
    const { figures } = await figuresOf('demo', net.ids.practitioner('demo', practitioner), {
      date: parseLocalDate(date) as never,
      zone: zone as never,
      aims: usualAims,
    });
    expect(figures).toEqual(expected);
  }
});

test('I3: every session’s number and plan are what Halaxy’s own lists make of them', async () => {
  const stored = await net.records.tables.sessions.find({ practice: 'demo', gone: false }).toArray();
  const byId = new Map(stored.map((session) => [session._id, session]));
  const figuresOf = createSessionFigures(net.store, createTestClock(nowMs));
  const ours = await figuresOf('demo', stored, { zoneOf: () => zone as never, own: new Map() });
  const staff = halaxy.Practitioner?.filter(({ id }) => id.startsWith('PR-')) ?? [];
  let compared = 0;
  for (const { id: practitioner } of staff) {
    const asked = { practitioner, date: plus(0), zone: 'Australia/Sydney', nowMs };
    for (const { appointment, patient, namedAs: _namedAs, ...expected } of figuresExpected(halaxy, asked)
      .sessions) {
      const id = net.ids.session('demo', appointment, patient);
      expect(byId.has(id)).toBe(true);
      const { relationshipMonths: _months, ...figures } = ours.get(id) ?? {};
      expect(figures).toEqual(expected);
      compared += 1;
    }
  }
  expect(compared).toBe(stored.length);
});
