import { type Percentiles, percentilesOf } from '../measure/percentiles.ts';
import { answerParent } from '../processes/answer-parent.ts';
import { monotonicMs } from './monotonic-ms.ts';
import { openSocket } from './open-socket.ts';
import { signTicket } from './sign-ticket.ts';

export type Opening = {
  readonly port: number;
  readonly sockets: number;
  readonly channel: string;
  readonly ticketKeyBase64: string;
};
export type Collected = {
  readonly latencyMs: Percentiles;
  readonly lost: number;
  readonly frameBytes: number;
};

/** Below what a gateway takes in a second. */
const connectsPerSecond = 800;
const collectWithinMs = 10_000;

const open: { close(): void }[] = [];
let closed = 0;
let arrivals: number[] = [];
let frameBytes = 0;
let pooled: number[] = [];

/** Opens all sockets; answers how many a second it made. */
async function openAll({ port, sockets, channel, ticketKeyBase64 }: Opening): Promise<number> {
  const key = Buffer.from(ticketKeyBase64, 'base64');
  const startedMs = monotonicMs();
  for (let made = 0; made < sockets; ) {
    const dueNow = Math.min(sockets, Math.ceil(((monotonicMs() - startedMs) * connectsPerSecond) / 1_000));
    const some = Array.from({ length: Math.min(50, dueNow - made) }, (_, i) =>
      openSocket({
        port,
        ticket: signTicket(`u${made + i}`, key),
        channel,
        onChange({ length }) {
          frameBytes = length;
          arrivals.push(monotonicMs());
        },
        onClose() {
          closed += 1;
        },
      }),
    );
    open.push(...(await Promise.all(some)));
    made += some.length;
    if (some.length === 0) await new Promise((resolve) => setTimeout(resolve, 2));
  }
  return Math.round((sockets * 1_000) / (monotonicMs() - startedMs));
}

/** Waits until every socket has heard the change that was published then. */
async function collect({ publishedAtMs }: { readonly publishedAtMs: number }): Promise<Collected> {
  const giveUpAtMs = monotonicMs() + collectWithinMs;
  while (arrivals.length < open.length && monotonicMs() < giveUpAtMs)
    await new Promise((resolve) => setTimeout(resolve, 5));
  const latencies = arrivals.map((atMs) => atMs - publishedAtMs);
  const lost = open.length - arrivals.length;
  arrivals = [];
  for (const latency of latencies) pooled.push(latency);
  return { latencyMs: percentilesOf(latencies), lost, frameBytes };
}

/** All latencies so far as one, and how many sockets were closed from the other side. */
function total(): { readonly latencyMs: Percentiles; readonly closed: number } {
  return { latencyMs: percentilesOf(pooled), closed };
}

/** What was measured so far was to warm up. */
function forget(): void {
  pooled = [];
}

answerParent({ openAll, collect, total, forget });
