import { type ChildProcess, spawn } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from '@jest/globals';
import { z } from 'zod';
import { type Clock, systemClock } from '../clock.ts';
import { setting } from '../settings/setting.ts';
import { type Entrance, entranceFailure } from './entrance.ts';
import type { ProcessHost } from './process-host.ts';
import { type RunOptions, runService, type Wiring } from './run-service.ts';

const declared = {
  mongodbUri: setting({ env: 'MONGODB_URI', schema: z.string().min(10), doc: 'Where MongoDB is.' }),
};
const env = { MONGODB_URI: 'mongodb://127.0.0.1', HTTP_PORT: '0' };

// A failed expectation must not leave a service running, which would keep the process alive.
const endings: (() => unknown)[] = [];
afterEach(() => Promise.all(endings.splice(0).map((end) => end())));

/** A process that is not one: signals come when told, and everything that happens is kept in order. */
function stage(variables: Record<string, string> = env) {
  const happened: string[] = [];
  const told: string[] = [];
  const logged: Record<string, unknown>[] = [];
  let hear: (signal: string) => void = () => {};
  const host: ProcessHost = {
    env: variables,
    readFile: () => '',
    tell: (line) => void told.push(line),
    onSignal: (heard) => {
      hear = heard;
      return () => {};
    },
    onUncaught: () => () => {},
    exit: (code) => void happened.push(`exit ${code}`),
  };
  /** Pauses are over at once, save those that a signal cuts short. */
  const clock: Clock = {
    ...systemClock,
    sleep: async (ms, signal) => {
      if (signal) return systemClock.sleep(ms, signal);
      happened.push(`pause ${ms}`);
    },
  };
  const entrance = (name: string, more: Partial<Entrance> = {}): Entrance => ({
    name,
    start: async () => void happened.push(`open ${name}`),
    stop: async () => void happened.push(`close ${name}`),
    ...more,
  });
  const resource = (name: string) => ({ name, close: async () => void happened.push(`let go of ${name}`) });
  const run = (
    build: (wiring: Wiring<typeof declared>) => Promise<Entrance[]> | Entrance[],
    options: RunOptions = {},
  ) => {
    const running = runService('reconciler', declared, build, {
      host,
      clock,
      logDestination: { write: (line: string) => void logged.push(JSON.parse(line)) },
      ...options,
    });
    endings.push(() => {
      hear('SIGTERM');
      return running;
    });
    return running;
  };
  const ready = async () => {
    for (let looks = 0; !logged.some(({ event }) => event === 'service_ready'); looks++) {
      if (looks === 2_000) throw new Error('it never became ready');
      await systemClock.sleep(1);
    }
  };
  return { happened, told, logged, entrance, resource, run, ready, signal: (name = 'SIGTERM') => hear(name) };
}

test('SIGTERM: not ready, a pause, entrances newest first, then what was owned in reverse, exit 0', async () => {
  const { happened, entrance, resource, run, ready, signal } = stage();
  let report = (): string => '';
  const running = run(({ own, health }) => {
    report = () => health.report().status;
    own(resource('store'));
    own(resource('broker'));
    return [
      entrance('consumers'),
      entrance('grpc', { stop: async () => void happened.push(`close grpc while ${report()}`) }),
    ];
  });
  await ready();
  expect(report()).toBe('ok');
  signal();
  await running;
  expect(happened).toEqual([
    'open consumers',
    'open grpc',
    'pause 5000',
    'close grpc while down',
    'close consumers',
    'let go of broker',
    'let go of store',
    'exit 0',
  ]);
});

test('every wrong setting is told at once in plain lines, nothing is opened, and the exit is 78', async () => {
  const { happened, told, run } = stage({ MONGODB_URI: 'short', HTTP_PORT: 'http', LOG_LEVEL: 'loud' });
  await run(() => {
    throw new Error('wired with wrong settings');
  });
  expect(happened).toEqual(['exit 78']);
  expect(told.join('\n')).toMatch(
    /reconciler cannot start[\s\S]*HTTP_PORT[\s\S]*LOG_LEVEL[\s\S]*MONGODB_URI/,
  );
});

test('a setting that nobody declared is a warning; those of the tracing library are known', async () => {
  const { logged, run, ready, signal } = stage({
    ...env,
    MONGODB_URL: 'typo',
    OTEL_SERVICE_NAME: 'reconciler',
  });
  const running = run(() => []);
  await ready();
  signal();
  await running;
  const warned = logged.filter(({ event }) => event === 'setting_unknown');
  expect(warned.map(({ detail }) => detail)).toEqual(['MONGODB_URL']);
});

test('the first entrance to fail stops all others and the process, with exit 1', async () => {
  const { happened, logged, entrance, run, ready } = stage();
  const { failed, fail } = entranceFailure();
  const running = run(() => [entrance('consumers', { failed }), entrance('grpc')]);
  await ready();
  fail(new Error('the patient Canary'));
  await running;
  expect(happened.slice(-3)).toEqual(['close grpc', 'close consumers', 'exit 1']);
  expect(logged.find(({ event }) => event === 'entrance_failed')?.detail).toMatch(
    /^consumers: Error at lifecycle\/run-service\.test\.ts:\d+$/,
  );
});

test('I6: a failure is told by its place in the source, never by its words', async () => {
  const { logged, run } = stage();
  await run(() => {
    throw new Error('connect mongodb://user:Canary@db');
  });
  expect(logged.map(({ event }) => event)).toContain('start_failed');
  expect(JSON.stringify(logged)).not.toContain('Canary');
});

test('what was opened before the wiring failed is let go of, without a pause: nobody was sent here yet', async () => {
  const { happened, entrance, resource, run } = stage();
  await run(({ own }) => {
    own(resource('store'));
    return [
      entrance('consumers'),
      entrance('grpc', { start: async () => Promise.reject(new Error('port taken')) }),
      entrance('rhythm'),
    ];
  });
  expect(happened).toEqual(['open consumers', 'close grpc', 'close consumers', 'let go of store', 'exit 1']);
});

test('a signal during the wiring opens nothing more and lets go of what is owned', async () => {
  const { happened, entrance, resource, run, signal } = stage();
  const wiring = Promise.withResolvers<void>();
  const running = run(async ({ own, signal: ending, clock }) => {
    own(resource('store'));
    wiring.resolve();
    await clock.sleep(60_000, ending);
    return [entrance('consumers')];
  });
  await wiring.promise;
  signal();
  await running;
  expect(happened).toEqual(['let go of store', 'exit 0']);
});

test('an entrance that does not end in time is given up: the rest is closed, and the exit is 1', async () => {
  const { happened, logged, entrance, resource, run, ready, signal } = stage();
  const running = run(
    ({ own }) => {
      own(resource('store'));
      return [entrance('consumers'), entrance('grpc', { stop: () => new Promise(() => {}) })];
    },
    { entrancesStopWithinMs: 5 },
  );
  await ready();
  signal();
  await running;
  expect(happened.slice(-3)).toEqual(['close consumers', 'let go of store', 'exit 1']);
  expect(logged).toContainEqual(expect.objectContaining({ event: 'stop_late', detail: 'grpc' }));
});

test('a second signal exits at once', async () => {
  const { happened, entrance, run, ready, signal } = stage();
  let release = (): void => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  const running = run(() => [entrance('grpc', { stop: () => held })]);
  endings.unshift(release);
  await ready();
  signal('SIGINT');
  signal('SIGINT');
  expect(happened.at(-1)).toBe('exit 1');
  release();
  await running;
});

test('a port that is taken ends the start with the port in the log', async () => {
  const other = createServer();
  endings.push(() => other.close());
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  const { port } = other.address() as AddressInfo;
  const { happened, logged, run } = stage({ ...env, HTTP_PORT: String(port) });
  await run(() => []);
  expect(happened).toEqual(['exit 1']);
  expect(logged.find(({ event }) => event === 'start_failed')?.detail).toContain(`${port} (EADDRINUSE)`);
});

/** A service in a process of its own, with what it logs. */
function spawnService(entrances: string) {
  const program = `
    import { every, runService } from '@bloom/kit';
    await runService('child', {}, ({ own, clock, logger, metrics }) => {
      own({ close: () => logger.info('let_go') });
      return [${entrances}];
    });`;
  const child = spawn(
    process.execPath,
    ['--conditions=bloom-source', '--input-type=module-typescript', '-e', program],
    {
      env: { PATH: process.env.PATH, HTTP_PORT: '0', SHUTDOWN_DELAY_MS: '0' },
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  endings.push(() => child.kill('SIGKILL'));
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  return { child, ended };
}

test('a real process answers while it runs, and on SIGTERM lets go of what it owns and says so', async () => {
  const { child, ended } = spawnService("every(60_000, 'tick', async () => {}, { clock, logger, metrics })");
  const lines = await linesUntil(child, 'service_ready');
  const { port } = JSON.parse(lines.at(-1) ?? '{}') as { port: number };
  expect((await fetch(`http://127.0.0.1:${port}/ready`)).status).toBe(200);
  const rest = linesUntil(child, 'service_stopped');
  child.kill('SIGTERM');
  // In which order is shown above, in one process: on a loaded machine the pipe may let one line overtake another.
  const events = (await rest).map((line) => JSON.parse(line).event);
  expect(events.toSorted()).toEqual(['let_go', 'service_stopped', 'service_stopping']);
  expect(await ended).toBe(0);
}, 20_000);

test('I6: what nobody caught ends a real process in order with 1, and without a word of its message', async () => {
  const { child, ended } = spawnService(
    "{ name: 'bug', start: async () => void Promise.reject(new Error('Canary')), stop: async () => {} }",
  );
  const lines = await linesUntil(child, 'service_stopped');
  expect(lines.map((line) => JSON.parse(line).event)).toEqual(
    expect.arrayContaining(['uncaught', 'let_go', 'service_stopped']),
  );
  expect(lines.join()).not.toContain('Canary');
  expect(await ended).toBe(1);
}, 20_000);

function linesUntil(child: ChildProcess, event: string): Promise<string[]> {
  return new Promise((resolve, reject) => {
    let text = '';
    const hear = (chunk: Buffer): void => {
      text += chunk.toString();
      if (!text.includes(`"event":"${event}"`) || !text.endsWith('\n')) return;
      child.stdout?.off('data', hear);
      resolve(text.trim().split('\n'));
    };
    child.stdout?.on('data', hear);
    child.once('exit', (code) => reject(new Error(`ended with ${code} after: ${text}`)));
  });
}
