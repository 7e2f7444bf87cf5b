import { dial, fate, openScreen, type Screen, until } from '../testing/open-screen.ts';
import { signTicket, startGateway, type TestGateway, type TicketFor } from '../testing/start-gateway.ts';

let gateway: TestGateway;
const opened: { disconnect(): void }[] = [];

async function start(settings: Parameters<typeof startGateway>[0] = {}): Promise<void> {
  gateway = await startGateway(settings);
}

async function open(as: TicketFor = {}): Promise<Screen> {
  const screen = await openScreen(gateway, as);
  opened.push(screen.socket);
  return screen;
}

async function fateOf(ticket: unknown, headers: Record<string, string> = {}): Promise<string> {
  const socket = await dial(gateway.url, ticket, headers);
  opened.push(socket);
  return fate(socket);
}

afterEach(async () => {
  for (const socket of opened.splice(0)) socket.disconnect();
  await gateway.stop();
});

const p1: TicketFor = { roles: ['practitioner'], practitionerId: 'p1', user: 'u3' };

test('a session that is over ends its socket 5 s later, unless a new ticket of the same user came', async () => {
  await start();
  const endsAt = { sessionEndsAt: Date.now() + 10_000 };
  const [idle, keen] = [await open(endsAt), await open(endsAt)];
  const strangers = [{ user: 'u2' }, { practice: 'north' }, { key: new Uint8Array(32) }];
  for (const stranger of strangers)
    expect(await keen.ask('refresh', { ticket: await signTicket(stranger) })).toMatchObject({
      code: 'TICKET_INVALID',
    });
  expect(await keen.ask('refresh', { ticket: await signTicket() })).toEqual({ ok: true });

  gateway.clock.forward(14_000);
  await gateway.gateway.look();
  expect(idle.heard).toEqual([]);
  gateway.clock.forward(2_000);
  await gateway.gateway.look();

  await until('it is closed', () => !idle.socket.connected);
  expect(idle.heard).toEqual([{ event: 'signed_out', payload: { reason: 'session_ended' } }]);
  expect(keen.socket.connected).toBe(true);
});

test('a ticket with fewer rights ends the channels that it does not cover', async () => {
  await start();
  const screen = await open();
  for (const channel of ['practice:demo', 'practitioner:p1']) await screen.subscribe(channel);
  expect(await screen.ask('refresh', { ticket: await signTicket({ ...p1, user: 'u1' }) })).toEqual({
    ok: true,
  });
  gateway.composer.change('demo', 's1', ['practice:demo', 'practitioner:p1']);
  await until('it is shown', () => screen.changes().length > 0);
  expect(screen.changes().map(({ channel }) => channel)).toEqual(['practitioner:p1']);
});

test('a user whose rights changed is told, closed, and not let in by a ticket from before', async () => {
  await start();
  const old = await signTicket({ issuedAtS: Math.floor(Date.now() / 1_000) - 2 });
  const [screen, other] = [await open(), await open({ user: 'u2' })];
  await screen.subscribe('practice:demo');

  gateway.topic.write({ practice: 'demo', kind: 'access', id: 'u1', channels: [] });
  gateway.composer.change('demo', 's1', ['practice:demo']);

  // It has a moment to read that, in which it gets nothing any more.
  const { position } = (await other.subscribe('practice:demo')) as { position: string };
  expect(await screen.subscribe('practice:demo', position)).toMatchObject({ code: 'CHANNEL_FORBIDDEN' });
  await until('it is closed', () => !screen.socket.connected);
  expect(screen.heard.map(({ event }) => event)).toEqual(['permissions_changed']);
  expect(other.socket.connected).toBe(true);
  expect(await fateOf(old)).toBe('TICKET_INVALID');
  expect(await fateOf(await signTicket({ issuedAtS: Math.floor(Date.now() / 1_000) + 1 }))).toBe('connected');
});

test('operators see who is connected, of the practice they ask for', async () => {
  await start();
  const screen = await open();
  await screen.subscribe('practice:demo');
  await open({ practice: 'north', user: 'u7' });
  const context = {} as Parameters<typeof gateway.gateway.rpc.listConnections>[1];
  const { connections } = await gateway.gateway.rpc.listConnections({ practiceId: 'demo' }, context);
  expect(connections).toMatchObject([{ userId: 'u1', channels: ['practice:demo'] }]);
  screen.close();
  await until('it is forgotten', async () => (await gateway.metric('connections')) === 1);
});

test('an ending gateway closes its sockets one after another', async () => {
  await start({ settings: { closeWithinMs: 1_000 } });
  const closedAtMs: number[] = [];
  for (let at = 0; at < 10; at += 1)
    (await open({ user: `u${at}` })).socket.on('disconnect', () => closedAtMs.push(Date.now()));
  await gateway.stop();
  await until('all are closed', () => closedAtMs.length === 10);
  expect(Math.max(...closedAtMs) - Math.min(...closedAtMs)).toBeGreaterThan(500);
});

test('I8: a socket listens to so many channels and no more, and keeps those that it has', async () => {
  await start({ settings: { messagesPerSecondMax: 1_000 } });
  const screen = await open({ roles: ['reception'] });
  const answers: boolean[] = [];
  for (let at = 0; at < 130; at += 1) answers.push((await screen.subscribe(`practitioner:made-up-${at}`)).ok);
  expect(answers.filter(Boolean)).toHaveLength(100);
  expect(await screen.subscribe('practice:demo')).toEqual({ ok: false, code: 'TOO_MANY_REQUESTS' });
  expect(await screen.subscribe('practitioner:made-up-0')).toMatchObject({ ok: true });
  await screen.ask('unsubscribe', { channel: 'practitioner:made-up-0' });
  expect(await screen.subscribe('practice:demo')).toMatchObject({ ok: true });
});

test('a message of a name that nobody knows is answered, not left hanging', async () => {
  await start();
  const screen = await open();
  for (const name of ['publish', 'toString', '__proto__'])
    expect(await screen.ask(name, {})).toEqual({ ok: false, code: 'MESSAGE_INVALID' });
});
