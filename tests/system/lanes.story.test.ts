import { localSecrets } from '@bloom/local/secrets';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { desk, editClinic } from './edit-clinic.ts';
import { sessionsAhead } from './sessions-ahead.ts';
import { startClinic, until } from './start-clinic.ts';

/** More than the bucket and half a minute of what is drawn: each of them costs a request of its own. */
const rereads = 300;
/** Once so many were read the bucket is as empty as their lane may leave it. */
const rereadsBefore = 60;
/** They ask for three requests each: far more than what is kept for people. */
const edits = 20;
const minuteMs = 60_000;

type Request = {
  readonly at: string;
  readonly client: string | null;
  readonly method: string;
  readonly path: string;
  readonly status: number;
};

let clinic: Awaited<ReturnType<typeof startClinic>>;

beforeAll(async () => {
  // One sweep after another, as fast as their lane lets them.
  const env = { HALAXY_SWEEP_SECONDS: '1', REQUESTS_PER_SECOND_USER: '1000' };
  clinic = await startClinic({ slot: 8, env });
}, 300_000);
afterAll(() => clinic?.close(), 60_000);

async function requestsMade(): Promise<Request[]> {
  const url = `http://127.0.0.1:${clinic.settings.ports.simulator}/_control/ledger`;
  return ((await (await fetch(url)).json()) as { requests: Request[] }).requests;
}
/** What was asked of Halaxy, once that holds of it. */
const requestsOnce = (holds: (requests: Request[]) => boolean): Promise<Request[]> =>
  until(async () => {
    const requests = await requestsMade();
    return holds(requests) ? requests : undefined;
  }, 250);

/** Halaxy does not have them: a list that lacks them proves nothing, so each is read by itself. */
const unknownIds = new Set(Array.from({ length: rereads }, (_, place) => `${9_000_001 + place}`));
const isReread = ({ path }: Request): boolean =>
  unknownIds.has(/\/Appointment\/(\d+)$/.exec(path)?.[1] ?? '');
const isSwept = ({ path }: Request): boolean => path.includes('_lastUpdated');

/** One notification may name any number of records. */
async function nameThem(): Promise<void> {
  type Connection = { readonly webhooks: Readonly<Record<string, { readonly url: string }>> };
  const { webhooks } = await clinic.api<Connection>('admin@bloom.test', '/practices/demo/connection');
  const notificationEvent = [...unknownIds].map((id) => ({
    focus: { reference: `/main/Appointment/${id}` },
  }));
  const resource = { resourceType: 'SubscriptionStatus', type: 'event-notification', notificationEvent };
  const response = await fetch(webhooks['appointment-update']?.url ?? '', {
    method: 'POST',
    headers: {
      authorization: `Bearer ${localSecrets(clinic.settings.dir).HALAXY_WEBHOOK_SECRET}`,
      'content-type': 'application/json',
    },
    body: JSON.stringify({ resourceType: 'Bundle', type: 'history', entry: [{ resource }] }),
  });
  expect(response.status).toBe(202);
}

test('with all lanes full, people’s edits go before every re-read that waits, and re-reads before sweeps', async () => {
  const people = editClinic(clinic);
  const sessions = (await sessionsAhead(clinic, desk)).slice(0, edits);
  await nameThem();
  await requestsOnce((requests) => requests.filter(isReread).length >= rereadsBefore);
  const made = await Promise.all(
    sessions.map(({ id }, place) => people.patch(id, { comment: `made meanwhile ${place}` })),
  );
  for (const { edit } of made) expect(await people.ended(edit.id)).toMatchObject({ state: 'saved' });
  const requests = await requestsOnce((all) => all.filter(isReread).length >= rereads);

  const sent = requests.flatMap(({ method }, place) => (method === 'PATCH' ? [place] : []));
  expect(sent).toHaveLength(edits);
  const [first = 0, last = 0] = [sent[0], sent.at(-1)];
  // By order, not by time: while edits are carried no re-read is let through, but for one that had its turn already.
  expect(requests.slice(first, last).filter(isReread).length).toBeLessThan(edits / 4);
  expect(requests.slice(last).filter(isReread).length).toBeGreaterThan(rereads / 3);
  const flood = requests.slice(requests.findIndex(isReread), requests.findLastIndex(isReread));
  expect(flood.filter(isSwept).length).toBeLessThan(rereads / 6);
}, 240_000);

test('I9: with all lanes full there are never more than 500 requests in any 60 s, and Halaxy refuses none', async () => {
  // A whole minute of it: sweeps go on by themselves.
  const requests = await requestsOnce((all) => {
    const beganMs = Date.parse(all.find(isReread)?.at ?? '');
    return Date.parse(all.at(-1)?.at ?? '') - beganMs > minuteMs;
  });
  const own = requests.filter(({ client, path }) => client !== 'screen' && !path.endsWith('oauth/token'));
  const at = own.map((one) => Date.parse(one.at)).sort((a, b) => a - b);
  const inAMinute = at.map((fromMs, place) => at.slice(place).filter((ms) => ms < fromMs + minuteMs).length);
  expect(Math.max(...inAMinute)).toBeLessThanOrEqual(500);
  // Nearly all that the budget gives was drawn, or this would say nothing.
  expect(Math.max(...inAMinute)).toBeGreaterThan(380);
  expect(own.filter(({ status }) => status === 429)).toEqual([]);
}, 120_000);
