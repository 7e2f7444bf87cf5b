import { EventEmitter } from 'node:events';
import { jest } from '@jest/globals';
import type { Consumer } from 'kafkajs';
import { watchProgress } from './watch-progress.ts';

/** A consumer whose events the test makes up, and a broker that answers what the test says. */
function watched(isBehind: () => Promise<boolean>) {
  const emitter = new EventEmitter();
  const events = { FETCH: 'fetch', END_BATCH_PROCESS: 'end', GROUP_JOIN: 'join', CRASH: 'crash' };
  const consumer = { events, on: emitter.on.bind(emitter) } as unknown as Pick<Consumer, 'on' | 'events'>;
  const fail = jest.fn();
  const { stop } = watchProgress({ consumer, group: 'g', isBehind, fail });
  return { fail, stop, emit: emitter.emit.bind(emitter) };
}

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

test('I7: a consumer that fetches nothing for a minute although there is something fails', async () => {
  const { fail, stop } = watched(async () => true);
  await jest.advanceTimersByTimeAsync(60_000);
  expect(fail).not.toHaveBeenCalled();
  await jest.advanceTimersByTimeAsync(20_000);
  expect(fail).toHaveBeenCalled();
  stop();
});

test('a consumer that fetches, or has nothing to fetch, does not fail', async () => {
  const moving = watched(async () => true);
  const idle = watched(async () => false);
  for (let i = 0; i < 30; i += 1) {
    moving.emit('fetch');
    await jest.advanceTimersByTimeAsync(9_000);
  }
  expect(moving.fail).not.toHaveBeenCalled();
  expect(idle.fail).not.toHaveBeenCalled();
  moving.stop();
  idle.stop();
});

test('time in which the broker is away counts for nobody’s failure', async () => {
  let away = true;
  const { fail, stop } = watched(async () => {
    if (away) throw new Error('away');
    return true;
  });
  await jest.advanceTimersByTimeAsync(600_000);
  away = false;
  await jest.advanceTimersByTimeAsync(50_000);
  expect(fail).not.toHaveBeenCalled();
  stop();
});

test('a consumer that has crashed for good fails at once', () => {
  const { fail, stop, emit } = watched(async () => false);
  emit('crash', { payload: { restart: true } });
  expect(fail).not.toHaveBeenCalled();
  emit('crash', { payload: { restart: false } });
  expect(fail).toHaveBeenCalled();
  stop();
});
