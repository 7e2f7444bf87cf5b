import { readFileSync } from 'node:fs';
import { systemClock } from '@bloom/kit';
import { connectStore, createHeldDeletions, type HeldDeletions, type Store } from '@bloom/store';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Socket } from 'socket.io-client';
import { control } from './control-simulator.ts';
import { filled, type Ids, routes } from './every-route.ts';
import { figuresExpected } from './figures-oracle.ts';
import { type OpenSimulator, openSimulator } from './open-simulator.ts';
import { readLists, startsOn } from './read-lists.ts';
import { sameFigures } from './same-figures.ts';
import { startClinic, until } from './start-clinic.ts';

/** Two practices in one clinic's processes, each with a Halaxy of its own whose every text bears the practice's mark. */
const marks = { demo: 'canary-of-demo', north: 'canary-of-north' } as const;
type Practice = keyof typeof marks;
const practices = Object.keys(marks) as Practice[];
const otherOf = (practice: Practice): Practice => (practice === 'demo' ? 'north' : 'demo');
const zone = 'Australia/Sydney';

type Answer = { readonly status: number; readonly text: string };
type Person = { readonly practice: Practice; readonly email: string };

let clinic: Awaited<ReturnType<typeof startClinic>>;
let store: Store;
let held: HeldDeletions;
const halaxy = new Map<Practice, Pick<OpenSimulator, 'url' | 'controlUrl' | 'close'>>();
const ids = new Map<Practice, Ids>();
const tokens = new Map<string, string>();

const admins = { demo: 'admin@bloom.test', north: 'admin@north.test' } as const;
const practitionerOf = (practice: Practice) => `practitioner-1.${marks[practice]}@example.test`;
const people: readonly Person[] = [
  ...['admin', 'reception', 'ops', 'auditor'].map((role) => ({
    practice: 'demo' as const,
    email: `${role}@bloom.test`,
  })),
  { practice: 'north', email: admins.north },
  ...practices.map((practice) => ({ practice, email: practitionerOf(practice) })),
];
const day = (offset: number): string =>
  new Date(Date.now() + offset * 86_400_000).toLocaleDateString('en-CA', { timeZone: zone });

async function ask(
  { practice, email }: Person,
  method: string,
  path: string,
  body?: object,
): Promise<Answer> {
  const token = tokens.get(email) ?? (await clinic.token(email, practice));
  tokens.set(email, token);
  const response = await fetch(`${clinic.origin}/api/v1${path}`, {
    method,
    headers: {
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
      'idempotency-key': `two-practices-${method}-${Math.random()}`.slice(0, 60),
    },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  return { status: response.status, text: await response.text() };
}
async function data<T>(person: Person, path: string): Promise<T> {
  const { status, text } = await ask(person, 'GET', path);
  if (status !== 200) throw new Error(`${path}: ${status} ${text}`);
  return (JSON.parse(text) as { data: T }).data;
}
const adminOf = (practice: Practice): Person => ({ practice, email: admins[practice] });
const halaxyOf = (practice: Practice) => {
  const found = halaxy.get(practice);
  if (!found) throw new Error(`${practice} has no Halaxy`);
  return found;
};

beforeAll(async () => {
  halaxy.set('north', await openSimulator({ seed: 77, mark: marks.north }));
  clinic = await startClinic({
    slot: 2,
    env: {
      MARK: marks.demo,
      HALAXY_ALLOWED_HOSTS: new URL(halaxyOf('north').url).host,
      HALAXY_SWEEP_SECONDS: '10',
      REQUESTS_PER_SECOND_USER: '1000',
      LOG_LEVEL: 'debug',
    },
  });
  const { ports } = clinic.settings;
  store = await connectStore(`mongodb://127.0.0.1:${ports.mongodb}/bloom?replicaSet=rs0`);
  held = createHeldDeletions(store, systemClock);
  const own = `http://127.0.0.1:${ports.simulator}`;
  halaxy.set('demo', { url: `${own}/main/`, controlUrl: `${own}/_control/`, close: async () => {} });
  // Nothing may change by itself between the reading of one side and of the other.
  for (const practice of practices)
    await control(halaxyOf(practice), 'faults', { settings: { autoAttend: false } });
  await addNorth();
  for (const practice of practices) {
    ids.set(practice, await idsIn(practice));
    const author = { practice, email: practitionerOf(practice) };
    const kept = {
      presentingIssues: [`an issue ${marks[practice]}`],
      privateNotes: `notes ${marks[practice]}`,
    };
    const { status, text } = await ask(author, 'PUT', `/clients/${idsOf(practice).client}/own`, kept);
    if (status !== 200) throw new Error(text);
  }
}, 300_000);
afterAll(async () => {
  await store?.close();
  await clinic?.close();
  await halaxy.get('north')?.close();
}, 60_000);

async function addNorth(): Promise<void> {
  const { status, text } = await ask(adminOf('demo'), 'POST', '/practices', {
    id: 'north',
    name: 'North',
    timezone: zone,
    halaxy: {
      baseUrl: halaxyOf('north').url,
      clientId: 'north',
      clientSecret: 'a secret',
      userAgent: 'Bloom (x@bloom.test)',
    },
  });
  if (status !== 201) throw new Error(text);
  type Made = { data: { webhookUrls: Record<string, string>; webhookSecret: string } };
  const { webhookUrls, webhookSecret: secret } = (JSON.parse(text) as Made).data;
  for (const [event, url] of Object.entries(webhookUrls))
    await control(halaxyOf('north'), 'webhooks', { event, url, secret });
  await until(async () => {
    const { firstSync } = await data<{ firstSync: string }>(adminOf('north'), '/practices/north/connection');
    return firstSync === 'done' ? true : undefined;
  }, 250);
}

type Listed<T> = { readonly items: readonly T[] };
type Seen = { readonly id: string; readonly clientId: string };

async function idsIn(practice: Practice): Promise<Ids> {
  const admin = adminOf(practice);
  const own = (await data<{ practitionerId: string }>({ practice, email: practitionerOf(practice) }, '/me'))
    .practitionerId;
  const range = `/appointments?from=${day(-20)}&to=${day(20)}&practitionerId=${own}`;
  const [session] = (await data<Listed<Seen>>(admin, range)).items;
  const [run] = (await data<Listed<{ id: string }>>(admin, '/sync/log')).items;
  // Of a record that Halaxy never had: nothing shows it again, so the hold waits.
  await held.hold(practice, 'Appointment', ['of-nobody']);
  const [hold] = await held.open(practice);
  if (!session || !run || !hold) throw new Error(`${practice} has nothing to look at`);
  const of = { practice, practitioner: own, session: session.id, client: session.clientId };
  const edited = await ask(admin, 'PATCH', `/sessions/${session.id}`, {
    comment: `${marks[practice]} edited`,
  });
  const { edit } = (JSON.parse(edited.text) as { data: { edit: { id: string } } }).data;
  return { ...of, run: run.id, hold: hold._id, edit: edit.id };
}
function idsOf(practice: Practice): Ids {
  const found = ids.get(practice);
  if (!found) throw new Error(`nothing is known of ${practice}`);
  return found;
}

/** What a write would have to bring, so that nothing but its id can be wrong with it. */
const bodies: Readonly<Record<string, object>> = {
  'PUT /clients/{id}/own': { presentingIssues: ['stolen'] },
  'PUT /practitioners/{id}/settings': { maxSessions: 1 },
  'PATCH /sessions/{id}': { comment: 'stolen' },
  'PATCH /patients/{id}': { preferredName: 'stolen' },
  'PUT /patients/{id}/status': { status: 'critical' },
  'POST /ops/dead-letters/{id}/discard': { reason: 'stolen' },
};

test.each(practices)(
  'I5: what %s’s own people may see bears its mark, and never the other’s',
  async (practice) => {
    let withMark = 0;
    for (const person of people.filter((one) => one.practice === practice))
      for (const { path } of routes.filter(({ method }) => method === 'GET')) {
        const { status, text } = await ask(person, 'GET', filled(path, idsOf(practice), day));
        expect([path, status < 500]).toEqual([path, true]);
        expect([path, text.includes(marks[otherOf(practice)])]).toEqual([path, false]);
        if (text.includes(marks[practice])) withMark += 1;
      }
    // The mark is where it can be: days, sessions, ranges, histories, people, clients, own fields.
    expect(withMark).toBeGreaterThanOrEqual(10);
  },
);

test.each(practices)('I5: by the other’s ids %s’s people read and change nothing', async (practice) => {
  const theirs = idsOf(otherOf(practice));
  let refused = 0;
  for (const person of people.filter((one) => one.practice === practice))
    for (const { method, path } of routes.filter(
      (route) => route.path.includes('{') && !route.path.includes('{date}'),
    )) {
      const { status, text } = await ask(
        person,
        method,
        filled(path, theirs, day),
        bodies[`${method} ${path}`],
      );
      expect([
        method,
        path,
        person.email,
        status === 403 || status === 404 ? 'refused' : `${status} ${text}`,
      ]).toEqual([...[method, path, person.email, 'refused']]);
      expect([path, text.includes(marks[otherOf(practice)])]).toEqual([path, false]);
      refused += 1;
    }
  expect(refused).toBeGreaterThan(20);
  const author = { practice: otherOf(practice), email: practitionerOf(otherOf(practice)) };
  const kept = await data<{ presentingIssues: string[] }>(author, `/clients/${theirs.client}/own`);
  expect(kept.presentingIssues).toEqual([`an issue ${marks[otherOf(practice)]}`]);
  expect((await held.open(otherOf(practice))).map(({ _id }) => _id)).toEqual([theirs.hold]);
});

async function openSocket(person: Person): Promise<Socket> {
  const { text } = await ask(person, 'POST', '/realtime/ticket');
  return clinic.socketWith((JSON.parse(text) as { data: { ticket: string } }).data.ticket);
}

test.each(practices)(
  'I5: screens of %s join none of the other’s channels, and hear nothing of it',
  async (practice) => {
    const other = otherOf(practice);
    const socket = await openSocket(adminOf(practice));
    const heard: string[] = [];
    socket.onAny((...frame) => heard.push(JSON.stringify(frame)));
    const join = (channel: string) =>
      socket.emitWithAck('subscribe', { channel }) as Promise<{ ok: boolean }>;
    expect(await join(`practice:${practice}`)).toMatchObject({ ok: true });
    expect(await join(`practice:${other}`)).toMatchObject({ ok: false });
    // One's own practice may have anybody's channel, and what is the other's is never on it.
    await join(`practitioner:${idsOf(other).practitioner}`);
    // The other changes first: what is heard of one's own change comes after it.
    for (const whose of [other, practice]) {
      const { text } = await ask(adminOf(whose), 'GET', `/appointments?from=${day(1)}&to=${day(20)}`);
      const [next] = (JSON.parse(text) as { data: Listed<{ id: string; appointmentId: string }> }).data.items;
      if (!next) throw new Error(`${whose} has no session ahead`);
      const appointmentId = await halaxyIdOf(whose, next.id);
      const comment = { act: 'comment', appointmentId, text: `${practice} heard ${marks[whose]}` };
      await control(halaxyOf(whose), 'act', comment);
      await until(async () => {
        const seen = await ask(adminOf(whose), 'GET', `/sessions/${next.id}`);
        return seen.text.includes(`${practice} heard ${marks[whose]}`) ? true : undefined;
      });
    }
    await until(() => heard.find((frame) => frame.includes(`${practice} heard ${marks[practice]}`)));
    socket.close();
    expect(heard.filter((frame) => frame.includes(marks[other]))).toEqual([]);
  },
);

/** Which of Halaxy's appointments a session is: the one that starts when it does, with the same text. */
async function halaxyIdOf(practice: Practice, session: string): Promise<string> {
  const seen = await data<{ start: string; comment: string }>(adminOf(practice), `/sessions/${session}`);
  const { Appointment = [] } = await readLists(halaxyOf(practice).url);
  const found = Appointment.find(
    ({ start, description }) => Date.parse(start) === Date.parse(seen.start) && description === seen.comment,
  );
  return found.id;
}

test('I6: neither practice’s mark is in any log or metric', async () => {
  // What is searched for stands in an address: whoever logs or counts requests must leave it out.
  for (const practice of practices) {
    const { text } = await ask(adminOf(practice), 'GET', `/patients?query=${marks[practice]}`);
    expect(text).toContain(marks[practice]);
  }
  const { ports } = clinic.settings;
  const services = [ports.dashboardApi, ports.ingest, ports.gateway, ports.reconciler, ports.writer];
  const metrics = await Promise.all(
    services.map(async (port) => (await fetch(`http://127.0.0.1:${port}/metrics`)).text()),
  );
  const logs = clinic.stack
    .logFiles()
    .filter((file) => !/mongodb|redis|kafka|simulator/.test(file))
    .map((file) => readFileSync(file, 'utf8'));
  expect(logs.filter((log) => log.length > 0).length).toBeGreaterThanOrEqual(5);
  for (const text of [...logs, ...metrics])
    for (const mark of Object.values(marks))
      expect(text.split('\n').filter((line) => line.includes(mark))).toEqual([]);
});

test.each(practices)(
  'I3: %s’s dashboards agree with its Halaxy’s lists, to the cent',
  async (practice) => {
    const lists = await readLists(halaxyOf(practice).url);
    const staff = await data<Listed<{ id: string; email: string }>>(adminOf(practice), '/practitioners');
    const emailOf = (one: { telecom: { system: string; value: string }[] }) =>
      one.telecom.find(({ system }) => system === 'email')?.value;
    expect(staff.items.length).toBeGreaterThan(2);
    let revenue = 0;
    for (const { id, email } of staff.items) {
      const theirs = lists.Practitioner?.find((one) => emailOf(one) === email);
      for (const date of [day(0), day(1), day(-7), day(-31)]) {
        const { sessions, ...expected } = figuresExpected(lists, {
          practitioner: theirs.id,
          date,
          zone,
          nowMs: Date.now(),
        });
        const shown = await dashboardOnceEqual(
          practice,
          `/practitioners/${id}/dashboard?date=${date}`,
          expected,
        );
        expect(shown).toMatchObject(expected);
        revenue += expected.monthlyStats.currentRevenue;
        expect(shown.todaysSessions).toHaveLength(
          sessions.filter((one) => startsOn(lists, one.appointment, date, zone)).length,
        );
      }
    }
    expect(revenue).toBeGreaterThan(0);
  },
  120_000,
);

type Dashboard = Readonly<Record<string, unknown>> & { readonly todaysSessions: readonly unknown[] };

/** What changed just before is on its way for a moment: it is looked for again for ten seconds. */
async function dashboardOnceEqual(practice: Practice, path: string, expected: object): Promise<Dashboard> {
  let tries = 0;
  return until(async () => {
    const seen = await data<Dashboard>(adminOf(practice), path);
    const figures = Object.fromEntries(Object.keys(expected).map((name) => [name, seen[name]]));
    tries += 1;
    return sameFigures(figures, expected) || tries === 40 ? seen : undefined;
  }, 250);
}
