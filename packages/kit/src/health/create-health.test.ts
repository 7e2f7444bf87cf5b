import { afterEach, expect, test } from '@jest/globals';
import { systemClock } from '../clock.ts';
import { BloomError } from '../errors/bloom-error.ts';
import { createHealth } from './create-health.ts';
import type { DependencyState } from './dependency-state.ts';

const rhythm = { everyMs: 1, timeoutMs: 50 };

/** Holds until the condition does. */
async function until(condition: () => boolean): Promise<void> {
  for (let looks = 0; !condition(); looks++) {
    if (looks === 2_000) throw new Error('it never came to be');
    await systemClock.sleep(1);
  }
}

// A failed expectation must not leave a watch running, which would keep the process alive.
let closeLast = (): void => {};
afterEach(() => closeLast());

async function healthWith(
  states: Readonly<Record<string, () => Promise<DependencyState | undefined>>>,
  rule?: Parameters<ReturnType<typeof createHealth>['readyWhen']>[0],
) {
  const health = createHealth();
  closeLast = health.close;
  for (const [name, probe] of Object.entries(states)) health.dependency(name, probe, rhythm);
  if (rule) health.readyWhen(rule);
  health.turn('open');
  await until(() =>
    Object.values(health.report().dependencies).every(({ reason }) => reason !== 'not looked at yet'),
  );
  return health;
}
const ok = async () => undefined;
const down = async (): Promise<undefined> => {
  throw new BloomError('STORE_UNAVAILABLE', 'mongodb://user:pw@db');
};

test('degraded is ready: what one of two can do alone goes on with one, and says what is missing', async () => {
  const health = await healthWith(
    { kafka: ok, mongodb: down },
    (serves) => serves('kafka') || serves('mongodb'),
  );
  expect(health.report()).toEqual({
    status: 'degraded',
    dependencies: { kafka: { status: 'ok' }, mongodb: { status: 'down', reason: 'STORE_UNAVAILABLE' } },
  });
});

test('not ready while a needed dependency is down', async () => {
  const health = await healthWith({ kafka: ok, mongodb: down }, (serves) => serves('mongodb'));
  expect(health.report().status).toBe('down');
});

test('every dependency is needed unless the service has said what is enough', async () => {
  const health = await healthWith({ kafka: ok, mongodb: down });
  expect(health.report().status).toBe('down');
});

test('I6: a reason never holds what a driver said', async () => {
  const rejects = async (): Promise<undefined> => {
    throw new Error('connect ECONNREFUSED mongodb://user:secret@db');
  };
  const health = await healthWith({ mongodb: rejects, redis: down });
  expect(JSON.stringify(health.report())).not.toMatch(/secret|user:|ECONN/);
});

test('a dependency that hangs is down after its time, is asked once only, and comes back when it answers', async () => {
  let asked = 0;
  let answer = (): void => {};
  const health = await healthWith({
    kafka: () => {
      asked += 1;
      return new Promise((resolve) => {
        answer = () => resolve(undefined);
      });
    },
  });
  await until(() => health.report().dependencies.kafka?.reason === 'no answer within 50 ms');
  expect(asked).toBe(1);
  answer();
  await until(() => asked === 2);
  answer();
  await until(() => health.report().status === 'ok');
});

test('nothing is ready before its ways in are open, nor once it is stopping', async () => {
  const health = createHealth();
  expect(health.report()).toMatchObject({ status: 'down', reason: 'starting' });
  health.turn('open');
  expect(health.report().status).toBe('ok');
  health.turn('stopping');
  expect(health.report()).toMatchObject({ status: 'down', reason: 'stopping' });
});
