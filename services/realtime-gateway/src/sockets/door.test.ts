import { dial, fate, openScreen, type Screen, until } from '../testing/open-screen.ts';
import {
  signTicket,
  startGateway,
  type TestGateway,
  type TicketFor,
  ticketKey,
} from '../testing/start-gateway.ts';

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

test('I11: a ticket lets one socket in, and no second', async () => {
  await start();
  const ticket = await signTicket();
  expect(await fateOf(ticket)).toBe('connected');
  expect(await fateOf(ticket)).toBe('TICKET_INVALID');
});

test('I11: a ticket that is not ours, is over, or is none lets nobody in', async () => {
  await start();
  const [head, body] = (await signTicket()).split('.');
  const unsigned = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${body}.`;
  const bad: unknown[] = [
    await signTicket({ key: new Uint8Array(32) }),
    await signTicket({ issuedAtS: Math.floor(Date.now() / 1_000) - 60 }),
    await signTicket({ issuedAtS: Math.floor(Date.now() / 1_000) - 31 }),
    await signTicket({ audience: 'bloom:dashboard-api' }),
    await signTicket({ sessionEndsAt: Date.now() - 1 }),
    await signTicket({ roles: ['owner' as 'admin'] }),
    unsigned,
    `${head}.${body}.`,
    Buffer.from(ticketKey).toString('base64'),
    'x'.repeat(5_000),
    '',
    undefined,
    null,
    7,
    { ticket: 'x' },
  ];
  for (const ticket of bad) expect(await fateOf(ticket)).toBe('TICKET_INVALID');
  expect(gateway.gateway.rpc).toBeDefined();
  expect(await gateway.metric('connections')).toBe(0);
});

test('a browser comes from an origin that we know; a program has none', async () => {
  await start();
  expect(await fateOf(await signTicket(), { origin: 'http://127.0.0.1:4080' })).toBe('connected');
  expect(await fateOf(await signTicket(), { origin: 'http://evil.test' })).toBe('refused');
  expect(await fateOf(await signTicket())).toBe('connected');
});

test('I8: a user has so many sockets and no more, and connections come no faster than we can bear', async () => {
  await start({ settings: { socketsPerUserMax: 2, connectsPerSecondMax: 5 } });
  expect([await fateOf(await signTicket()), await fateOf(await signTicket())]).toEqual([
    'connected',
    'connected',
  ]);
  expect(await fateOf(await signTicket())).toBe('TOO_MANY_REQUESTS');
  expect(await fateOf(await signTicket({ user: 'u2' }))).toBe('connected');
  const tickets = await Promise.all(Array.from({ length: 6 }, (_, at) => signTicket({ user: `v${at}` })));
  expect(await Promise.all(tickets.map((ticket) => fateOf(ticket)))).toContain('refused');
});

const p1: TicketFor = { roles: ['practitioner'], practitionerId: 'p1', user: 'u3' };
test.each<[string, TicketFor, string, object]>([
  ['a practitioner joins their own channel', p1, 'practitioner:p1', { ok: true }],
  ['and no other practitioner’s', p1, 'practitioner:p2', { code: 'CHANNEL_FORBIDDEN' }],
  ['nor the practice’s', p1, 'practice:demo', { code: 'CHANNEL_FORBIDDEN' }],
  ['reception joins any practitioner’s', {}, 'practitioner:p2', { ok: true }],
  ['and the practice’s', {}, 'practice:demo', { ok: true }],
  ['but no other practice’s', {}, 'practice:north', { code: 'CHANNEL_FORBIDDEN' }],
  ['everybody joins their own', { roles: ['ops'] }, 'user:u1', { ok: true }],
  ['but nobody else’s', { roles: ['admin'] }, 'user:u2', { code: 'CHANNEL_FORBIDDEN' }],
  ['an operator sees no records', { roles: ['ops'] }, 'practice:demo', { code: 'CHANNEL_FORBIDDEN' }],
  ['an auditor neither', { roles: ['auditor'] }, 'practitioner:p1', { code: 'CHANNEL_FORBIDDEN' }],
  [
    'a practitioner’s id without the role is none',
    { ...p1, roles: ['ops'] },
    'practitioner:p1',
    { ok: false },
  ],
  ['what is no channel is none', {}, 'group:x', { code: 'CHANNEL_UNKNOWN' }],
])('joining: %s', async (_, as, channel, answer) => {
  await start();
  const screen = await open(as);
  expect(await screen.subscribe(channel)).toMatchObject(answer);
});

test('whatever is asked gets one answer', async () => {
  await start({ settings: { messagesPerSecondMax: 1_000 } });
  const screen = await open();
  for (const event of ['subscribe', 'unsubscribe', 'refresh'])
    for (const message of [
      undefined,
      null,
      7,
      'x',
      [],
      {},
      { channel: 7 },
      { ticket: {} },
      { channel: 'x'.repeat(99) },
    ])
      expect(await screen.ask(event, message)).toEqual({ ok: false, code: 'MESSAGE_INVALID' });
  expect(await screen.ask('unsubscribe', { channel: 'practice:demo' })).toEqual({ ok: true });
});

test('I8: a socket that speaks too much is told so', async () => {
  await start({ settings: { messagesPerSecondMax: 5 } });
  const screen = await open();
  const answers = await Promise.all(Array.from({ length: 10 }, () => screen.subscribe('practice:demo')));
  expect(answers.filter(({ ok }) => ok).length).toBeLessThan(8);
  expect(answers.at(-1)).toEqual({ ok: false, code: 'TOO_MANY_REQUESTS' });
});

test('I5: ten thousand guesses at channels of another practice bring not one frame', async () => {
  await start({ settings: { messagesPerSecondMax: 100_000 } });
  const [guesser, owner] = [await open(), await open({ practice: 'other', user: 'u9', roles: ['admin'] })];
  const channels = [
    'practice:other',
    'user:u9',
    ...Array.from({ length: 98 }, (_, at) => `practitioner:p${at}`),
  ];
  for (const channel of channels) await owner.subscribe(channel);
  const { position } = (await owner.subscribe('practice:other')) as { position: string };

  for (let round = 0; round < 100; round += 1)
    await Promise.all(
      channels.map((channel) => guesser.subscribe(channel, round % 2 ? position : undefined)),
    );
  for (let at = 0; at < 98; at += 1)
    gateway.composer.change('other', `s${at}`, ['practice:other', 'user:u9', `practitioner:p${at}`]);
  const answers = await Promise.all(channels.map((channel) => guesser.subscribe(channel, position)));

  await until('its owner has heard all', () => owner.changes().length === 3 * 98);
  expect(guesser.heard).toEqual([]);
  for (const answer of answers) expect(answer).not.toMatchObject({ changes: [expect.anything()] });
  // What is the guesser's own comes through, also where the ids are the same.
  gateway.composer.change('demo', 's1', ['practitioner:p1']);
  await until('its own is shown', () => guesser.changes().length === 1);
  expect(owner.changes().length).toBe(3 * 98);
}, 30_000);
