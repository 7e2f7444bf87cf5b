import { openScreen, type Screen, until } from './testing/open-screen.ts';
import { startGateway, type TestGateway, type TicketFor } from './testing/start-gateway.ts';

const practice = 'practice:demo';
const anna = 'practitioner:p1';
const ben = 'practitioner:p2';

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

test('a change is shown on each channel that holds it, as it is now', async () => {
  const gateway = await start();
  const [reception, practitioner] = [
    await open(gateway),
    await open(gateway, { roles: ['practitioner'], practitionerId: 'p1' }),
  ];
  expect(await reception.subscribe(practice)).toMatchObject({ ok: true, recovered: false, changes: [] });
  expect(await practitioner.subscribe(anna)).toMatchObject({ ok: true });

  gateway.composer.change('demo', 's1', [practice, anna], { comment: 'é ✓' });

  await until('both have heard', () => reception.changes().length + practitioner.changes().length === 2);
  expect(reception.changes()).toMatchObject([
    { channel: practice, kind: 'session', id: 's1', revision: 1, view: { id: 's1', comment: 'é ✓' } },
  ]);
  expect(practitioner.changes()).toMatchObject([{ channel: anna, view: { id: 's1' } }]);
});

test('a channel that no longer holds an entity hears null', async () => {
  const gateway = await start();
  const screen = await open(gateway);
  await screen.subscribe(anna);
  await screen.subscribe(ben);
  gateway.composer.change('demo', 's1', [practice, anna]);
  await until('it is shown', () => screen.changes().length === 1);

  gateway.composer.change('demo', 's1', [practice, ben]);

  await until('it has moved', () => screen.changes().length === 3);
  expect(screen.changes().slice(1)).toMatchObject([
    { channel: anna, id: 's1', revision: 2, view: null },
    { channel: ben, id: 's1', revision: 2, view: { id: 's1' } },
  ]);
});

test('what changed while a screen was away is in the answer, each entity once and as it is now', async () => {
  const gateway = await start();
  const screen = await open(gateway);
  await screen.subscribe(practice);
  gateway.composer.change('demo', 's0', [practice]);
  await until('it is shown', () => screen.changes().length === 1);
  const since = screen.changes()[0]?.position;
  screen.close();

  gateway.composer.change('demo', 's1', [practice]);
  gateway.composer.change('demo', 's2', [practice]);
  gateway.composer.change('demo', 's1', [practice], { comment: 'second' });

  const again = await open(gateway);
  const answer = await again.subscribe(practice, since);
  expect(answer).toMatchObject({ ok: true, recovered: true });
  expect(answer.ok && answer.changes).toMatchObject([
    { id: 's2', revision: 1 },
    { id: 's1', revision: 2, view: { comment: 'second' } },
  ]);
});

test('a position is good at another process that has read the same topic', async () => {
  const first = await start();
  const screen = await open(first);
  await screen.subscribe(practice);
  first.composer.change('demo', 's1', [practice]);
  await until('it is shown', () => screen.changes().length === 1);
  const since = screen.changes()[0]?.position;
  await first.stop();
  started.splice(0);
  first.composer.change('demo', 's2', [practice]);

  const second = await start({ topic: first.topic, composer: first.composer, back: 100 });
  const again = await open(second);
  const answer = await again.subscribe(practice, since);
  expect(answer).toMatchObject({ ok: true, recovered: true, changes: [{ id: 's2' }] });
});

test('an answer that cannot be complete sends the screen to the snapshot', async () => {
  const gateway = await start();
  const screen = await open(gateway);
  for (const since of ['', 'nonsense', Buffer.from('other.0.3.5').toString('base64url')])
    expect(await screen.subscribe(practice, since)).toMatchObject({
      ok: true,
      recovered: false,
      changes: [],
    });
});

test('every socket hears its position', async () => {
  const gateway = await start();
  const screen = await open(gateway);
  gateway.composer.change('demo', 's1', [practice]);
  await gateway.gateway.tellPositions();
  await until('a position has come', () => screen.position() !== undefined);
  const position = screen.position();
  expect(await screen.subscribe(practice, position)).toMatchObject({ recovered: true, changes: [] });
});

test('a gap in the changes tells the screens of that partition to load again, and no earlier position is good', async () => {
  const gateway = await start();
  const [here, elsewhere] = [await open(gateway), await open(gateway, { practice: 'north', user: 'u9' })];
  const answer = await here.subscribe(practice);
  await elsewhere.subscribe('practice:north');
  for (const name of ['demo', 'north']) gateway.composer.change(name, 's1', [`practice:${name}`]);
  await until('both have heard', () => here.changes().length + elsewhere.changes().length === 2);

  gateway.topic.lose('demo');

  await until('it is told', () => here.heard.some(({ event }) => event === 'resync'));
  expect(elsewhere.heard.map(({ event }) => event)).toEqual(['change']);
  for (const since of [answer.ok ? answer.position : '', here.changes()[0]?.position])
    expect(await here.subscribe(practice, since)).toMatchObject({ recovered: false });
});
