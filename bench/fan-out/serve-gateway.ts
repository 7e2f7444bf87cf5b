/** The gateway itself, over a tail and a composer in memory: what is measured is its way from a change to the sockets. */
import { createLogger, createMetrics, systemClock } from '@bloom/kit';
import { buildGateway, type ChangeTailHandlers, gatewayEvents } from '@bloom/realtime-gateway';
import { answerParent } from '../processes/answer-parent.ts';
import { viewOf256Bytes } from './change-of-256-bytes.ts';
import { memoryKb } from './memory-kb.ts';
import { monotonicMs } from './monotonic-ms.ts';

type Start = { readonly ticketKeyBase64: string; readonly channel: string };

const used = new Set<string>();
let handlers: ChangeTailHandlers | undefined;
let revision = 0;
let published = 0n;
let channels: string[] = [];

async function start({ ticketKeyBase64, channel }: Start): Promise<number> {
  channels = [channel];
  const viewJson = JSON.stringify(viewOf256Bytes(channel));
  const gateway = buildGateway({
    epoch: 'topic-1',
    openTail(given) {
      handlers = given;
      return {
        name: 'changes',
        ready: Promise.resolve(),
        positions: () => [{ partition: 0, nextOffset: published }],
        start: async () => {},
        stop: async () => {},
      };
    },
    compose: async (_practice, entities) =>
      entities.map(({ kind, id }) => ({ kind, id, revision, viewJson, channels })),
    usedTickets: { take: async (jti) => !used.has(jti) && Boolean(used.add(jti)) },
    clock: systemClock,
    events: gatewayEvents(createLogger('bench', { level: 'error' }), createMetrics()),
    settings: {
      ticketKey: Buffer.from(ticketKeyBase64, 'base64'),
      origins: [],
      socketsPerUserMax: 20,
      connectsPerSecondMax: 1_000,
      messagesPerSecondMax: 20,
      unsentBytesMax: 262_144,
      unsentMsMax: 5_000,
      closeWithinMs: 0,
    },
  });
  const sockets = gateway.serve({ host: '127.0.0.1', port: 0, healthRoutes: () => false });
  await gateway.changes.start();
  await sockets.start();
  setInterval(() => void gateway.look(), 1_000);
  return sockets.port();
}

/** One change; answers when it was handed to the gateway. */
function publish(): number {
  revision += 1;
  const [offset, atMs] = [published, Date.now()];
  published += 1n;
  const message = { practiceId: 'demo', kind: 'session', id: 's_1', channels, committedAt: new Date(atMs) };
  const publishedAtMs = monotonicMs();
  handlers?.onMessages([{ message, partition: 0, offset, timestampMs: atMs }]);
  return publishedAtMs;
}

/** Tickets used lie in Redis in truth, and are no memory of the gateway's. */
function measureMemoryKb(): number {
  used.clear();
  return memoryKb();
}

answerParent({ start, publish, measureMemoryKb });
