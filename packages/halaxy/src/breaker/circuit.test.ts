import { BloomError, type Clock } from '@bloom/kit';
import { createTestClock } from '@bloom/testkit';
import { expect, test } from '@jest/globals';
import { type Circuit, createCircuit } from './circuit.ts';
import { createMemorySharedBreaker } from './memory-shared-breaker.ts';
import { type BreakerPhase, releasedPhase, type SharedBreaker } from './shared-breaker.ts';

function virtualClock() {
  const clock = createTestClock();
  return { clock, advance: clock.pass };
}

/** Pods of one circuit, and how often each asked what the others decided. */
function pods(count: number) {
  const { clock, advance } = virtualClock();
  const twin = createMemorySharedBreaker(clock);
  const away = { now: false };
  const reads: number[] = Array.from({ length: count }, () => 0);
  const reached = <T>(answer: () => Promise<T>): Promise<T> =>
    away.now ? Promise.reject(new Error('away')) : answer();
  const circuits = reads.map((_, pod) => {
    const shared: SharedBreaker = {
      read: () => {
        reads[pod] = (reads[pod] ?? 0) + 1;
        return reached(twin.read);
      },
      publish: (phase) => reached(() => twin.publish(phase)),
      takeProbe: (generation, forMs) => reached(() => twin.takeProbe(generation, forMs)),
    };
    return createCircuit({ clock, timeoutMs: 1_000, shared, isForced: async () => forced.now });
  });
  const forced = { now: false };
  return { clock, advance, twin, away, forced, reads, circuits, pod: (n: number) => circuits[n] as Circuit };
}

const nothing = async (): Promise<void> => {};
const succeed = (circuit: Circuit): Promise<string> =>
  circuit.run(nothing, async () => 'answer').catch((error: BloomError) => error.code);
const fail = async (circuit: Circuit, times = 5): Promise<void> => {
  for (let n = 0; n < times; n += 1)
    await circuit.run(nothing, () => Promise.reject(new BloomError('HALAXY_FAILED'))).catch(() => {});
};

test('I9: an opening on one pod holds the others back within a second', async () => {
  const { pod, advance } = pods(2);
  expect(await succeed(pod(1))).toBe('answer');
  await fail(pod(0));
  advance(1_000);
  expect(await succeed(pod(1))).toBe('HALAXY_CIRCUIT_OPEN');
});

test('a pod that starts while the circuit is open sends nothing', async () => {
  const { pod } = pods(2);
  await fail(pod(0));
  expect(await succeed(pod(1))).toBe('HALAXY_CIRCUIT_OPEN');
});

test('I9: of many pods one probes, and its success lets all go on', async () => {
  const { pod, circuits, advance } = pods(6);
  await fail(pod(0));
  await Promise.all(circuits.map(succeed));
  advance(60_000);
  let sent = 0;
  const probing = circuits.map((circuit) =>
    circuit.run(nothing, async () => {
      sent += 1;
      await new Promise((resolve) => setImmediate(resolve));
    }),
  );
  await Promise.allSettled(probing);
  expect(sent).toBe(1);
  advance(1_000);
  expect(await Promise.all(circuits.map(succeed))).toEqual(Array.from(circuits, () => 'answer'));
});

test('a probe that fails on one pod keeps all others waiting', async () => {
  const { pod, advance } = pods(2);
  await fail(pod(0));
  advance(60_000);
  await fail(pod(0), 1);
  advance(1_000);
  expect(await succeed(pod(1))).toBe('HALAXY_CIRCUIT_OPEN');
});

test('a probe that proved nothing gives its place to any pod', async () => {
  const { pod, advance } = pods(2);
  await fail(pod(0));
  advance(60_000);
  await pod(0)
    .run(nothing, () => Promise.reject(new BloomError('HALAXY_REFUSED')))
    .catch(() => {});
  advance(1_000);
  expect(await succeed(pod(1))).toBe('answer');
});

test('however many calls, each pod asks what others decided once a second', async () => {
  const { pod, reads, advance } = pods(1);
  for (let n = 0; n < 50; n += 1) await succeed(pod(0));
  expect(reads).toEqual([1]);
  advance(1_000);
  await Promise.all(Array.from({ length: 50 }, () => succeed(pod(0))));
  expect(reads).toEqual([2]);
});

test('without the shared one each process goes on by itself: it opens, probes once and closes', async () => {
  const { pod, away, advance } = pods(2);
  away.now = true;
  await fail(pod(0));
  expect([await succeed(pod(0)), await succeed(pod(1))]).toEqual(['HALAXY_CIRCUIT_OPEN', 'answer']);
  advance(60_000);
  const both = await Promise.all([succeed(pod(0)), succeed(pod(0))]);
  expect(both.sort()).toEqual(['HALAXY_CIRCUIT_OPEN', 'answer']);
  expect(pod(0).state().mode).toBe('closed');
});

test('what was decided while the shared one was away reaches the others when it is back', async () => {
  const { pod, away, advance } = pods(2);
  away.now = true;
  await fail(pod(0));
  away.now = false;
  advance(1_000);
  await succeed(pod(0));
  expect(await succeed(pod(1))).toBe('HALAXY_CIRCUIT_OPEN');
});

test('a shared one that hangs holds no call for longer than our patience', async () => {
  const { clock } = virtualClock();
  const never = () => new Promise<never>(() => {});
  const hanging: SharedBreaker = { read: never, publish: never, takeProbe: never };
  const slept: number[] = [];
  const impatient: Clock = { ...clock, sleep: async (ms) => void slept.push(ms) };
  expect(await succeed(createCircuit({ clock: impatient, timeoutMs: 1_000, shared: hanging }))).toBe(
    'answer',
  );
  expect(slept).toEqual([250]);
});

test('I9: a result of a generation that another pod ended changes nothing', async () => {
  const { pod, twin, advance } = pods(1);
  let answer = (_: string): void => {};
  const begun = Promise.withResolvers<void>();
  const late = pod(0).run(nothing, () => {
    begun.resolve();
    return new Promise<string>((resolve) => {
      answer = resolve;
    });
  });
  await begun.promise;
  const open: BreakerPhase = { mode: 'open', generation: 1, sinceMs: 0, untilMs: 30_000, failures: 5 };
  await twin.publish(open);
  advance(1_000);
  await succeed(pod(0));
  answer('late');
  expect(await late).toBe('late');
  expect([pod(0).state().mode, (await twin.read())?.mode]).toEqual(['open', 'open']);
});

test('a call that waited for its turn while another pod opened is not sent', async () => {
  const { pod, twin, advance } = pods(1);
  const sent: string[] = [];
  const waiting = pod(0).run(
    async () => {
      await twin.publish({ mode: 'half-open', generation: 2, sinceMs: 0, untilMs: 16_000, failures: 5 });
      advance(1_000);
      await succeed(pod(0));
    },
    async () => void sent.push('call'),
  );
  await expect(waiting).rejects.toMatchObject({ code: 'HALAXY_CIRCUIT_OPEN' });
  expect(sent).toEqual([]);
});

test('forced open, no pod sends anything; let go of, one of them probes first', async () => {
  const { pod, circuits, forced, twin, clock } = pods(3);
  await Promise.all(circuits.map(succeed));
  forced.now = true;
  expect(new Set(await Promise.all(circuits.map(succeed)))).toEqual(new Set(['HALAXY_CIRCUIT_OPEN']));
  await twin.publish(releasedPhase(await twin.read(), clock.nowMs()));
  forced.now = false;
  const answers = await Promise.all(circuits.map(succeed));
  expect(answers.filter((answer) => answer === 'answer')).toHaveLength(1);
  expect(circuits.map((circuit) => circuit.state().mode)).toContain('closed');
  expect(pod(0).state().forced).toBe(false);
});

test('forced open while a call waits for its turn: it is not sent', async () => {
  const { pod, forced } = pods(1);
  const sent: string[] = [];
  const waiting = pod(0).run(
    async () => {
      forced.now = true;
    },
    async () => void sent.push('call'),
  );
  await expect(waiting).rejects.toMatchObject({ code: 'HALAXY_CIRCUIT_OPEN' });
  expect(sent).toEqual([]);
});
