import { openScreen, type Screen, until } from '../testing/open-screen.ts';
import { startGateway, type TestGateway, type TicketFor } from '../testing/start-gateway.ts';

const practice = 'practice:demo';

const opened: { close(): void }[] = [];
const started: TestGateway[] = [];

async function start(options: Parameters<typeof startGateway>[0] = {}): Promise<TestGateway> {
  const gateway = await startGateway(options);
  started.push(gateway);
  return gateway;
}

async function open(gateway: TestGateway, as: TicketFor = {}): Promise<Screen> {
  const screen = await openScreen(gateway, as);
  opened.push(screen);
  return screen;
}

afterEach(async () => {
  for (const screen of opened.splice(0)) screen.close();
  for (const gateway of started.splice(0)) await gateway.stop();
});

test('I7: while nobody composes changes wait, coalesced, and are shown when somebody does', async () => {
  const gateway = await start();
  const screen = await open(gateway);
  await screen.subscribe(practice);
  gateway.composer.away();
  for (let at = 0; at < 30; at += 1) gateway.composer.change('demo', `s${at % 3}`, [practice]);
  await until('it was tried', () => gateway.composer.calls.length >= 2);
  expect(screen.changes()).toEqual([]);

  gateway.composer.back();

  await until('all is shown', () => screen.changes().length === 3);
  expect(screen.changes().map(({ id, revision }) => [id, revision])).toEqual([
    ['s0', 10],
    ['s1', 10],
    ['s2', 10],
  ]);
});

test('I4: a position never passes what still waits to be shown', async () => {
  const gateway = await start();
  const screen = await open(gateway);
  await screen.subscribe(practice);
  gateway.composer.away();
  gateway.composer.change('demo', 's1', [practice]);
  await gateway.gateway.tellPositions();
  await until('a position has come', () => screen.position() !== undefined);
  const position = screen.position();
  gateway.composer.back();
  const again = await open(gateway);
  expect(await again.subscribe(practice, position)).toMatchObject({
    recovered: true,
    changes: [{ id: 's1' }],
  });
});

test('I8: under load each entity is composed as often as calls end, not as often as it changes', async () => {
  const gateway = await start();
  const screen = await open(gateway);
  await screen.subscribe(practice);
  let letGo: () => void = () => {};
  gateway.composer.controls.delay = () => new Promise((resolve) => (letGo = resolve));
  for (let at = 0; at < 1_000; at += 1) gateway.composer.change('demo', `s${at % 10}`, [practice]);
  await until('it was asked', () => gateway.composer.calls.length === 1);
  gateway.composer.controls.delay = undefined;
  letGo();

  await until('the newest is shown', () =>
    Array.from({ length: 10 }, (_, at) => `s${at}`).every((id) =>
      screen.changes().some((change) => change.id === id && change.revision === 100),
    ),
  );
  expect(gateway.composer.calls.length).toBeLessThanOrEqual(3);
});

test('each view is composed once for a change, however many screens show it', async () => {
  const gateway = await start();
  const screens: Screen[] = [];
  for (let at = 0; at < 12; at += 1) screens.push(await open(gateway));
  for (const screen of screens) await screen.subscribe(practice);
  gateway.composer.change('demo', 's1', [practice]);
  await until('all have heard', () => screens.every((screen) => screen.changes().length === 1));
  expect(gateway.composer.calls).toEqual([{ practice: 'demo', ids: ['s1'] }]);
});

test('I14: an entity that cannot be composed holds back no other, and its screens load again', async () => {
  const gateway = await start();
  const screen = await open(gateway);
  await screen.subscribe(practice);
  gateway.composer.controls.poison.add('bad');
  for (const id of ['s1', 'bad', 's2']) gateway.composer.change('demo', id, [practice]);
  await until('the others are shown', () => screen.changes().length === 2);
  await until('it is given up', () => screen.heard.some(({ event }) => event === 'resync'));
});

test('I4: a composer’s late answer never takes a screen back', async () => {
  const gateway = await start();
  const screen = await open(gateway);
  await screen.subscribe(practice);
  const start1 = await screen.subscribe(practice);
  gateway.composer.change('demo', 's1', [practice]);
  await until('it is shown', () => screen.changes().length === 1);
  // The answer to the second screen is read now, and comes after the first screen has seen more.
  let letGo: () => void = () => {};
  gateway.composer.controls.delay = () => new Promise((resolve) => (letGo = resolve));
  gateway.clock.forward(6_000);
  const late = await open(gateway);
  const asked = late.subscribe(practice, start1.ok ? start1.position : '');
  await until('it was asked', () => gateway.composer.calls.length === 2);
  gateway.composer.controls.delay = undefined;
  gateway.composer.change('demo', 's1', [practice]);
  await until('the newer one is shown', () => screen.changes().length === 2);
  letGo();

  const answer = await asked;
  expect(answer.ok && answer.changes).toMatchObject([{ id: 's1', revision: 2 }]);
  await until('the newer one came after the answer', () => late.changes().length === 1);
});

test('I4: what changes while an answer is made is sent after it', async () => {
  const gateway = await start();
  const first = await open(gateway);
  const answer = await first.subscribe(practice);
  const since = answer.ok ? answer.position : '';
  gateway.composer.change('demo', 's1', [practice]);
  await until('it is shown', () => first.changes().length === 1);
  first.close();
  gateway.clock.forward(6_000);
  let letGo: () => void = () => {};
  gateway.composer.controls.delay = () =>
    new Promise((resolve) => {
      letGo = resolve;
    });
  const screen = await open(gateway);
  const asked = screen.subscribe(practice, since);
  await until('it was asked', () => gateway.composer.calls.length === 2);
  gateway.composer.controls.delay = undefined;
  gateway.composer.change('demo', 's2', [practice]);
  letGo();

  expect(await asked).toMatchObject({ recovered: true, changes: [{ id: 's1' }] });
  await until('the other comes', () => screen.changes().some(({ id }) => id === 's2'));
});

test('I5: a practice whose views are slow to come does not keep another waiting', async () => {
  const gateway = await start();
  const [slow, quick] = [await open(gateway), await open(gateway, { practice: 'north', user: 'u9' })];
  await slow.subscribe(practice);
  await quick.subscribe('practice:north');
  let letGo: () => void = () => {};
  gateway.composer.controls.delay = ([id]) =>
    id?.startsWith('slow')
      ? new Promise((resolve) => {
          letGo = resolve;
        })
      : Promise.resolve();
  for (let at = 0; at < 500; at += 1) gateway.composer.change('demo', `slow${at}`, [practice]);
  gateway.composer.change('north', 's1', ['practice:north']);
  await until('the quick one has heard', () => quick.changes().length === 1);
  expect(slow.changes()).toEqual([]);
  gateway.composer.controls.delay = undefined;
  letGo();
  await until('the slow one has heard all', () => slow.changes().length === 500);
});

test('I8: more than is worth holding while nobody composes sends its screens to the snapshot', async () => {
  const gateway = await start();
  const screen = await open(gateway);
  await screen.subscribe(practice);
  gateway.composer.away();
  for (let at = 0; at <= 20_050; at += 1) gateway.composer.change('demo', `s${at}`, [practice]);
  await until('it is told', () => screen.heard.some(({ event }) => event === 'resync'));
  gateway.composer.back();
  await until('what came after is shown', () => screen.changes().some(({ id }) => id === 's20050'));
  expect(screen.changes().length).toBeLessThan(400);
});

test('a day that was read is told once to each screen of its practice and its practitioners', async () => {
  const gateway = await start();
  const [desk, own, other] = [
    await open(gateway),
    await open(gateway, { roles: ['practitioner'], practitionerId: 'p1', user: 'u2' }),
    await open(gateway, { roles: ['practitioner'], practitionerId: 'p2', user: 'u3' }),
  ];
  await desk.subscribe(practice);
  await desk.subscribe('practitioner:p1');
  await own.subscribe('practitioner:p1');
  await other.subscribe('practitioner:p2');
  const run = {
    kind: 'day',
    date: '2026-11-24',
    state: 'done',
    startedAt: '2026-11-24T01:00:00.000Z',
    completedAt: '2026-11-24T01:00:02.000Z',
    slices: { total: 2, done: 2 },
    reading: null,
    counts: { created: 1, updated: 2, deleted: 3, same: 4, errors: 0 },
  };
  gateway.composer.change('demo', 'r1', [practice, 'practitioner:p1'], { ...run, state: 'running' }, 'run');
  gateway.composer.change('demo', 'r1', [practice, 'practitioner:p1'], run, 'run');
  const told = (screen: Screen) => screen.heard.filter(({ event }) => event === 'schedule_synced');
  await until('both are told', () => told(desk).length > 0 && told(own).length > 0);
  const payload = {
    taskId: 'r1',
    date: '2026-11-24',
    state: 'done',
    created: 1,
    updated: 2,
    deleted: 3,
    errors: 0,
  };
  expect(told(own)).toEqual([{ event: 'schedule_synced', payload }]);
  gateway.composer.change('demo', 's1', [practice, 'practitioner:p2']);
  await until('what came after is shown', () => other.changes().length === 1);
  expect(told(desk)).toEqual([{ event: 'schedule_synced', payload }]);
  expect(told(other)).toEqual([]);
});

test('a client’s own fields go to the channels that hold them, like any other view', async () => {
  const gateway = await start();
  const screen = await open(gateway);
  await screen.subscribe(practice);
  gateway.composer.change('demo', 'c_1', [practice], { presentingIssues: ['sleep'] }, 'own');
  await until('it is shown', () => screen.changes().length === 1);
  expect(screen.changes()).toMatchObject([
    { kind: 'own', id: 'c_1', revision: 1, view: { presentingIssues: ['sleep'] } },
  ]);
});
