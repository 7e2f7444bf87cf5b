import fc from 'fast-check';
import { openScreen, type Screen, until } from './testing/open-screen.ts';
import { startGateway, type TestGateway } from './testing/start-gateway.ts';

const practice = 'practice:demo';
const channels = [practice, 'practitioner:p1', 'practitioner:p2'];

/** What a client library does: shows the newest of each entity per channel, and goes on from its position. */
function createShown() {
  const shown = new Map<string, { revision: number; gone: boolean }>();
  const wentBack: string[] = [];
  let position: string | undefined;

  return {
    shown,
    wentBack,
    position: () => position,
    moveTo: (next: string | undefined) => {
      position = next;
    },
    take(change: { channel: string; id: string; revision: number; view: unknown }) {
      const key = `${change.channel} ${change.id}`;
      const held = shown.get(key);
      if (held && held.revision > change.revision)
        wentBack.push(`${key}: ${held.revision} → ${change.revision}`);
      shown.set(key, { revision: change.revision, gone: change.view === null });
    },
  };
}

type Client = ReturnType<typeof createShown> & { screen: Screen };

/** Connects, goes on from where it was on each channel, and loads the snapshot where that cannot be had. */
async function connect(gateway: TestGateway, state: ReturnType<typeof createShown>): Promise<Client> {
  const screen = await openScreen(gateway);
  const since = state.position();
  const behind: string[] = [];
  for (const channel of channels) {
    const answer = await screen.subscribe(channel, since);
    if (!answer.ok) throw new Error(answer.code);
    for (const change of answer.changes) state.take(change);
    if (!answer.recovered) behind.push(channel);
    if (channel === channels[0]) state.moveTo(answer.position);
  }
  for (const channel of behind) load(gateway, state, channel);
  return { ...state, screen };
}

function load({ composer }: TestGateway, state: ReturnType<typeof createShown>, channel: string): void {
  for (let at = 0; at < 6; at += 1) {
    const held = composer.held('demo', `s${at}`);
    if (held?.channels.includes(channel))
      state.shown.set(`${channel} s${at}`, { revision: held.revision, gone: held.view === undefined });
  }
}

/** Takes over what its socket has heard so far, as a client that is then cut off would have. */
function readHeard({ screen, ...state }: Client, from: number): number {
  for (const { event, payload } of screen.heard.slice(from)) {
    if (event === 'change') state.take(payload as never);
    if (event === 'change' || event === 'position') state.moveTo(payload.position as string);
  }
  return screen.heard.length;
}

const step = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ do: fc.constant('change' as const), id: fc.nat(5), holder: fc.nat(2) }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('cut' as const), after: fc.nat(3) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('tell' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('compose' as const), away: fc.boolean() }) },
);

test('I4: a screen that is cut off anywhere and goes on shows the newest of each entity, and never goes back', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 25 }), async (steps) => {
      const gateway = await startGateway();
      const { composer } = gateway;
      const state = createShown();
      let client: Client | undefined = await connect(gateway, state);
      let read = 0;
      try {
        for (const one of steps) {
          if (one.do === 'change')
            composer.change('demo', `s${one.id}`, [practice, `practitioner:p${one.holder}`]);
          if (one.do === 'tell') await gateway.gateway.tellPositions();
          if (one.do === 'compose') one.away ? composer.away() : composer.back();
          if (one.do !== 'cut') continue;
          if (client) {
            // What has come so far counts; what is on its way is lost.
            for (let turn = 0; turn < one.after; turn += 1)
              await new Promise((resolve) => setImmediate(resolve));
            readHeard(client, read);
            client.screen.socket.removeAllListeners();
            client.screen.close();
            client = undefined;
          } else {
            composer.back();
            client = await connect(gateway, state);
            read = readHeard(client, 0);
          }
        }
        composer.back();
        if (!client) read = 0;
        const last: Client = client ?? (await connect(gateway, state));
        client = last;
        await until('all is out', () => gateway.gateway.isIdle());
        // Its answer comes after all that was sent before.
        await last.screen.ask('unsubscribe', { channel: 'user:nobody' });
        readHeard(last, read);

        expect(state.wentBack).toEqual([]);
        for (let at = 0; at < 6; at += 1) {
          const held = composer.held('demo', `s${at}`);
          for (const channel of held ? channels : []) {
            const here = held?.channels.includes(channel) ?? false;
            const seen = state.shown.get(`${channel} s${at}`);
            if (here) expect(seen).toEqual({ revision: held?.revision, gone: false });
            else expect(seen?.gone ?? true).toBe(true);
          }
        }
      } finally {
        client?.screen.close();
        await gateway.stop();
      }
    }),
    { numRuns: 40 },
  );
}, 60_000);

test('a position that this process has not reached yet is waited for, a second long', async () => {
  const ahead = await startGateway();
  const screen = await openScreen(ahead);
  await screen.subscribe(practice);
  const behind = await startGateway({ composer: ahead.composer, topic: ahead.topic });
  await behind.gateway.changes.stop();
  ahead.composer.change('demo', 's1', [practice]);
  await until('it is shown', () => screen.changes().length === 1);
  const late = await openScreen(behind);
  const asked = late.subscribe(practice, screen.changes()[0]?.position);
  await behind.gateway.changes.start();
  expect(await asked).toMatchObject({ recovered: true, changes: [] });
  for (const one of [screen, late]) one.close();
  await ahead.stop();
  await behind.stop();
});

test('I8: a reader that stands still slows nobody, loses its place and is closed', async () => {
  const gateway = await startGateway({ settings: { unsentBytesMax: 300_000 } });
  const [slow, quick] = [await openScreen(gateway, { user: 'u2' }), await openScreen(gateway)];
  for (const screen of [slow, quick]) await screen.subscribe(practice);
  const { transport } = slow.socket.io.engine as unknown as {
    transport: { ws: { _socket: { pause(): void } } };
  };
  transport.ws._socket.pause();

  const filler = 'x'.repeat(200_000);
  for (let at = 1; at <= 60; at += 1) {
    gateway.composer.change('demo', 's1', [practice], { filler });
    await until('the quick one has it', () => quick.changes().at(-1)?.revision === at);
  }
  expect(await gateway.metric('frames_dropped_total')).toBeGreaterThan(0);
  expect(quick.heard.some(({ event }) => event === 'resync')).toBe(false);

  gateway.clock.forward(6_000);
  await gateway.gateway.look();
  await until('it is closed', async () => (await gateway.metric('connections')) === 1);
  expect(await gateway.metric('sockets_stuck_total')).toBe(1);
  for (const screen of [slow, quick]) screen.close();
  await gateway.stop();
}, 20_000);
