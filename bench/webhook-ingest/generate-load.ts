import { type Percentiles, percentilesOf } from '../measure/percentiles.ts';
import { answerParent } from '../processes/answer-parent.ts';
import { type HttpLine, openLine } from './http-line.ts';
import { notificationBodies } from './notifications.ts';

export type Load = {
  readonly port: number;
  readonly path: string;
  readonly secret: string;
  readonly connections: number;
  readonly perSecond: number;
  readonly seconds: number;
  /** Sent first at the same rate, and not counted. */
  readonly warmUpSeconds: number;
};

/** `latencyMs` runs from when a notification was due, not from when it could be sent. */
export type LoadOutcome = {
  readonly due: number;
  readonly accepted: number;
  /** Answered with anything but 202. */
  readonly refused: number;
  /** Due, but never sent: all connections were waiting. */
  readonly unsent: number;
  readonly acceptedPerSecond: number;
  readonly latencyMs: Percentiles;
};

const bodies = notificationBodies(20_000);

/** An open loop: notifications are due at even intervals, whatever the answers do. */
async function generate(load: Load): Promise<LoadOutcome> {
  const requests = bodies.map((body) => requestOf(body, load));
  const ends = Promise.withResolvers<void>();
  const idle = await Promise.all(
    Array.from({ length: load.connections }, () => openLine(load.port, ends.reject)),
  );
  const lines = [...idle];
  const total = Math.floor(load.perSecond * (load.seconds + load.warmUpSeconds));
  const firstCounted = Math.floor(load.perSecond * load.warmUpSeconds);
  const startedMs = performance.now();
  const dueMs = (index: number): number => startedMs + (index * 1_000) / load.perSecond;
  const endMs = dueMs(total);
  const latencies: number[] = [];
  let [next, refused, underWay] = [0, 0, 0];

  function sendOne(line: HttpLine): void {
    const index = next;
    next += 1;
    underWay += 1;
    line.send(requests[index % requests.length] ?? Buffer.alloc(0), (status) => {
      underWay -= 1;
      if (index >= firstCounted) {
        if (status === 202) latencies.push(performance.now() - dueMs(index));
        else refused += 1;
      }
      idle.push(line);
      pump();
    });
  }

  function pump(): void {
    const nowMs = performance.now();
    while (next < total && dueMs(next) <= nowMs && nowMs < endMs) {
      // In turn, so that the server closes none of them for being idle.
      const line = idle.shift();
      if (!line) return;
      sendOne(line);
    }
  }

  const beat = setInterval(() => {
    pump();
    if (performance.now() >= endMs && underWay === 0) ends.resolve();
  }, 1);
  try {
    await ends.promise;
  } finally {
    clearInterval(beat);
    for (const line of lines) line.close();
  }
  const accepted = latencies.length;
  const unsent = total - next;
  // What could not even be sent waited until the end, at the least.
  for (let index = next; index < total; index += 1) latencies.push(endMs - dueMs(index));
  return {
    due: total - firstCounted,
    accepted,
    refused,
    unsent,
    acceptedPerSecond: Math.round(accepted / load.seconds),
    latencyMs: percentilesOf(latencies),
  };
}

function requestOf(body: string, { path, secret, port }: Load): Buffer {
  const head = [
    `POST ${path} HTTP/1.1`,
    `Host: 127.0.0.1:${port}`,
    `Authorization: Bearer ${secret}`,
    'Content-Type: application/json',
    `Content-Length: ${Buffer.byteLength(body)}`,
  ];
  return Buffer.from(`${head.join('\r\n')}\r\n\r\n${body}`);
}

answerParent({ generate });
