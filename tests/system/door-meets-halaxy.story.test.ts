import { connectHalaxy, createMemoryAdmission, createMemoryTokenVault, type Halaxy } from '@bloom/halaxy';
import { systemClock } from '@bloom/kit';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type OpenSimulator, openSimulator } from './open-simulator.ts';

let simulator: OpenSimulator;
let halaxy: Halaxy;

beforeAll(async () => {
  simulator = await openSimulator({ seed: 7 });
  halaxy = connectHalaxy({
    baseUrl: simulator.url,
    clientId: 'demo',
    clientSecret: 'demo-secret',
    userAgent: 'Bloom Sync (dev@bloom.test)',
    admission: createMemoryAdmission(systemClock),
    vault: createMemoryTokenVault(systemClock),
    clock: systemClock,
    random: Math.random,
  });
});
afterAll(async () => {
  halaxy.close();
  await simulator.close();
});

async function idsOf(type: string): Promise<string[]> {
  const ids: string[] = [];
  for await (const { found } of halaxy.list(type, '', 'people'))
    ids.push(...found.map(({ id }) => String(id)));
  return ids;
}

test('a whole listing holds each record once, and each can be read by itself and in a batch', async () => {
  const ids = await idsOf('Patient');
  expect(ids.length).toBeGreaterThan(0);
  expect(new Set(ids).size).toBe(ids.length);
  const [first = ''] = ids;
  expect((await halaxy.readOne('Patient', first, 'people')).resource).toMatchObject({
    resourceType: 'Patient',
    id: first,
  });
  const { found } = await halaxy.readMany('Patient', [first, '1'], 'people');
  expect(found.map(({ id }) => id)).toEqual([first]);
});

test('I4: a later read bears a higher number', async () => {
  const [id = ''] = await idsOf('Practitioner');
  const first = await halaxy.readOne('Practitioner', id, 'people');
  const second = await halaxy.readOne('Practitioner', id, 'people');
  expect(second.from).toBeGreaterThan(first.to - 1);
  expect(second.dateMs).toBeDefined();
});

test('what Halaxy never had is missing, not empty', async () => {
  await expect(halaxy.readOne('Appointment', '404404404', 'people')).rejects.toMatchObject({
    code: 'HALAXY_MISSING',
  });
});
