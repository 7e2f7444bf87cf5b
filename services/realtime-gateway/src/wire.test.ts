import { randomBytes, randomUUID } from 'node:crypto';
import { connectBroker } from '@bloom/broker';
import { entityChanged } from '@bloom/contracts';
import { createLogger, createMetrics, createSealer, localKms, systemClock } from '@bloom/kit';
import { serveGrpc, ViewServiceService } from '@bloom/proto';
import { connectRedis } from '@bloom/store';
import { jest } from '@jest/globals';
import { gatewayEvents } from './events.ts';
import { composeOverGrpc } from './push/compose-over-grpc.ts';
import { dial, fate, openScreen, until } from './testing/open-screen.ts';
import { signTicket, ticketKey } from './testing/start-gateway.ts';
import { wireGateway } from './wire.ts';

const brokers = process.env.BLOOM_TEST_KAFKA_BROKERS?.split(',');
const redisUrl = process.env.BLOOM_TEST_REDIS_URL;

jest.setTimeout(60_000);

const logger = createLogger('test', { level: 'silent' });
const idKey = randomBytes(32);

/** A gateway as `main.ts` makes it, on free ports. */
async function startPod(kafkaBrokers: readonly string[], redis: string, viewsAddress: string) {
  const held = connectRedis(redis);
  const composer = composeOverGrpc(viewsAddress);
  const events = gatewayEvents(logger, createMetrics());
  const config = {
    kafkaBrokers,
    idKey,
    ticketKey,
    origins: [],
    socketsPerUserMax: 20,
    connectsPerSecondMax: 100,
    messagesPerSecondMax: 20,
    unsentBytesMax: 256 * 1024,
    unsentMsMax: 5_000,
    closeWithinMs: 0,
  };
  const { gateway, ensureTopic, close } = wireGateway({
    config,
    redis: held,
    composer,
    clock: systemClock,
    events,
  });
  await ensureTopic();
  await gateway.changes.start();
  const sockets = gateway.serve({ host: '127.0.0.1', port: 0, healthRoutes: () => false });
  await sockets.start();
  await until('the changes are read', () => gateway.changes.isReady(), 20_000);
  return {
    url: `http://127.0.0.1:${sockets.port()}`,
    async stop() {
      await sockets.stop();
      await gateway.changes.stop();
      await close();
      composer.close();
      await held.close();
    },
  };
}

if (brokers && redisUrl)
  test('a change in Kafka reaches the screen, a position is good at another pod, and a ticket is good at one', async () => {
    const practice = `p${randomUUID().slice(0, 8)}`;
    const channel = `practice:${practice}`;
    let revision = 0;
    const views = serveGrpc({
      host: '127.0.0.1',
      port: 0,
      logger,
      services: [
        {
          definition: ViewServiceService,
          implementation: {
            composeViews: async ({ entities }) => ({
              views: entities.map(({ kind, id }) => ({
                kind,
                id,
                revision,
                viewJson: `{"id":"${id}"}`,
                channels: [channel],
              })),
            }),
          },
        },
      ],
    });
    await views.start();
    const sealer = createSealer(localKms(new Map([['test', randomBytes(32)]])));
    const broker = connectBroker({ brokers, clientId: 'test' }, { idKey, sealer, source: 'test' });
    const change = async (id: string): Promise<void> => {
      revision += 1;
      const message = {
        practiceId: practice,
        kind: 'session',
        id,
        channels: [channel],
        committedAt: new Date(),
      };
      await broker.produce(entityChanged, [message]);
    };
    const address = `127.0.0.1:${views.port()}`;
    const first = await startPod(brokers, redisUrl, address);
    const second = await startPod(brokers, redisUrl, address);

    const screen = await openScreen(first, { practice });
    await screen.subscribe(channel);
    await change('s1');
    await until('it is shown', () => screen.changes().length === 1, 10_000);
    expect(screen.changes()).toMatchObject([{ id: 's1', revision: 1, view: { id: 's1' } }]);
    const since = screen.changes()[0]?.position;
    screen.close();
    await first.stop();
    await change('s2');

    // One that was there before, and one that begins only now.
    const third = await startPod(brokers, redisUrl, address);
    for (const pod of [second, third]) {
      const again = await openScreen(pod, { practice });
      await until('it has come', async () => {
        const answer = await again.subscribe(channel, since);
        return answer.ok && answer.recovered && answer.changes.map(({ id }) => id).join() === 's2';
      });
      again.close();
    }

    const ticket = await signTicket({ practice });
    const sockets = [await dial(second.url, ticket), await dial(third.url, ticket)];
    const fates = await Promise.all(sockets.map(fate));
    expect(fates.sort()).toEqual(['TICKET_INVALID', 'connected']);
    for (const socket of sockets) socket.disconnect();
    for (const pod of [second, third]) await pod.stop();
    await broker.close();
    await views.stop();
  });
else test.skip('gateway: Kafka and Redis (`make test` starts them)', () => undefined);
