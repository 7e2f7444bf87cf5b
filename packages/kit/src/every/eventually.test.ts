import { systemClock } from '../clock.ts';
import { createLogger } from '../logging/logger.ts';
import { eventually } from './eventually.ts';

const logger = createLogger('test', { level: 'silent' });
const clock = { ...systemClock, sleep: () => Promise.resolve() };

test('what fails at first is tried until it is done, once', async () => {
  let tries = 0;
  const { promise, resolve } = Promise.withResolvers<void>();
  const entrance = eventually(
    'prepare',
    async () => {
      tries += 1;
      if (tries < 3) throw new Error('away');
      resolve();
    },
    { clock, logger },
  );
  await entrance.start();
  await promise;
  await entrance.stop();
  expect(tries).toBe(3);
});

test('it stops though it never succeeds', async () => {
  const slow = { ...systemClock, sleep: systemClock.sleep };
  const entrance = eventually('prepare', () => Promise.reject(new Error('away')), { clock: slow, logger });
  await entrance.start();
  await entrance.stop();
});
