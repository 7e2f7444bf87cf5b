import { type Percentiles, percentilesOf } from '../measure/percentiles.ts';
import { type HttpLine, openLine } from './http-line.ts';

export type OpenLoop = {
  readonly port: number;
  /** Whole HTTP requests, sent in turn and from the beginning again. */
  readonly requests: readonly Buffer[];
  readonly connections: number;
  readonly perSecond: number;
  readonly seconds: number;
  /** Sent first at the same rate, and not counted. */
  readonly warmUpSeconds: number;
  readonly isGood: (status: number, answer: string) => boolean;
};

/** `latencyMs` runs from when a request was due, not from when it could be sent. */
export type LoadOutcome = {
  readonly due: number;
  readonly accepted: number;
  /** Answered otherwise than wanted. */
  readonly refused: number;
  /** Due, but never sent: all connections were waiting. */
  readonly unsent: number;
  readonly acceptedPerSecond: number;
  /** All that was answered, while it warmed up too. */
  readonly answered: number;
  readonly latencyMs: Percentiles;
};

/** Requests are due at even intervals, whatever the answers do: a slow server is not asked less. */
export async function runOpenLoop(loop: OpenLoop): Promise<LoadOutcome> {
  const { requests, perSecond, isGood } = loop;
  const ends = Promise.withResolvers<void>();
  const idle = await Promise.all(
    Array.from({ length: loop.connections }, () => openLine(loop.port, ends.reject)),
  );
  const lines = [...idle];
  const total = Math.floor(perSecond * (loop.seconds + loop.warmUpSeconds));
  const firstCounted = Math.floor(perSecond * loop.warmUpSeconds);
  const startedMs = performance.now();
  const dueMs = (index: number): number => startedMs + (index * 1_000) / perSecond;
  const endMs = dueMs(total);
  const latencies: number[] = [];
  let [next, refused, underWay] = [0, 0, 0];

  const countFromMs = startedMs + loop.warmUpSeconds * 1_000;

  function sendOne(line: HttpLine): void {
    const index = next;
    const counts = performance.now() >= countFromMs;
    next += 1;
    underWay += 1;
    line.send(requests[index % requests.length] ?? Buffer.alloc(0), (status, answer) => {
      underWay -= 1;
      if (counts) {
        if (isGood(status, answer)) latencies.push(performance.now() - dueMs(index));
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
  for (let index = Math.max(next, firstCounted); index < total; index += 1)
    latencies.push(endMs - dueMs(index));
  return {
    due: total - firstCounted,
    accepted,
    refused,
    unsent,
    answered: next,
    acceptedPerSecond: Math.round(accepted / loop.seconds),
    latencyMs: percentilesOf(latencies),
  };
}
