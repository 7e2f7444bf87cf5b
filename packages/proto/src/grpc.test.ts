import { BloomError, createLogger, createMetrics, type ErrorCode, systemClock } from '@bloom/kit';
import { Client, credentials, Metadata, type ServiceError, status } from '@grpc/grpc-js';
import { afterEach, expect, test } from '@jest/globals';
import { service as healthService } from 'grpc-health-check';
import { type ConnectGrpcOptions, connectGrpc, type GrpcClient } from './connect-grpc.ts';
import { type GrpcHandlers, serveGrpc } from './serve-grpc.ts';

type Ask = { text: string };
type Told = { text: string };
const json = {
  requestSerialize: (value: Ask) => Buffer.from(JSON.stringify(value)),
  requestDeserialize: (bytes: Buffer) => JSON.parse(bytes.toString()) as Ask,
  responseSerialize: (value: Told) => Buffer.from(JSON.stringify(value)),
  responseDeserialize: (bytes: Buffer) => JSON.parse(bytes.toString()) as Told,
};
const EchoService = {
  say: { path: '/bloom.test.v1.EchoService/Say', requestStream: false, responseStream: false, ...json },
  count: { path: '/bloom.test.v1.EchoService/Count', requestStream: false, responseStream: true, ...json },
} as const;
type Handlers = GrpcHandlers<typeof EchoService>;

const say: Handlers['say'] = async ({ text }) => ({ text });
const count: Handlers['count'] = async function* () {};
const cleanUps: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

async function serve(handlers: Partial<Handlers>) {
  const lines: string[] = [];
  const logger = createLogger('echo', { destination: { write: (line: string) => void lines.push(line) } });
  const metrics = createMetrics();
  const server = serveGrpc({
    host: '127.0.0.1',
    port: 0,
    services: [{ definition: EchoService, implementation: { say, count, ...handlers } }],
    logger,
    metrics,
  });
  await server.start();
  cleanUps.push(() => server.stop());
  return { server, address: `127.0.0.1:${server.port()}`, lines, metrics };
}

function connect(
  address: string,
  options: Partial<ConnectGrpcOptions<typeof EchoService>> = {},
): GrpcClient<typeof EchoService> {
  const client = connectGrpc(EchoService, address, { deadlineMs: 5_000, ...options });
  cleanUps.push(() => client.close());
  return client;
}

async function until(condition: () => boolean): Promise<void> {
  for (let looks = 0; !condition(); looks++) {
    if (looks === 2_000) throw new Error('it never came to be');
    await systemClock.sleep(1);
  }
}

async function failure(promise: Promise<unknown>): Promise<BloomError> {
  try {
    await promise;
  } catch (error) {
    return error as BloomError;
  }
  throw new Error('it did not fail');
}

test('a call goes there and back, and its time is measured', async () => {
  const { address, metrics } = await serve({});
  expect(await connect(address).say({ text: 'Zoë' })).toEqual({ text: 'Zoë' });
  expect(await metrics.text()).toContain(
    'bloom_rpc_seconds_count{code="OK",method="/bloom.test.v1.EchoService/Say"} 1',
  );
});

test('a call without a deadline is refused before its handler sees it', async () => {
  let seen = false;
  const { address } = await serve({
    say: async (request) => {
      seen = true;
      return request;
    },
  });
  const bare = new Client(address, credentials.createInsecure());
  cleanUps.push(() => bare.close());
  const { path, requestSerialize, responseDeserialize } = EchoService.say;
  const error = await new Promise<ServiceError | null>((resolve) =>
    bare.makeUnaryRequest(path, requestSerialize, responseDeserialize, { text: '' }, new Metadata(), resolve),
  );
  expect(error?.code).toBe(status.INVALID_ARGUMENT);
  expect(error?.metadata.get('bloom-code')).toEqual(['CALL_INVALID']);
  expect(seen).toBe(false);
});

test.each<[ErrorCode, number]>([
  ['HALAXY_REFUSED', status.FAILED_PRECONDITION],
  ['HALAXY_MISSING', status.NOT_FOUND],
  ['STORE_UNAVAILABLE', status.UNAVAILABLE],
  ['LEASE_LOST', status.ABORTED],
])(
  '%s crosses the wire: its kind is the status, and the caller gets it back as it was thrown',
  async (code, grpc) => {
    const { address } = await serve({
      say: async () => {
        throw new BloomError(code, 'ends before it starts', { retryAfterMs: 30_000 });
      },
    });
    const error = await failure(connect(address).say({ text: '' }));
    expect(error).toBeInstanceOf(BloomError);
    expect(error).toMatchObject({ code, retryAfterMs: 30_000, cause: { code: grpc } });
    expect(error.detail).toBe(code === 'HALAXY_REFUSED' ? 'ends before it starts' : undefined);
  },
);

test('I6: what nobody foresaw crosses the wire and enters the log without a word of its message', async () => {
  const { address, lines } = await serve({
    say: async () => {
      throw new Error('E11000 dup key { family: "Canary" }');
    },
  });
  const error = await failure(connect(address).say({ text: '' }));
  const trailers = (error.cause as ServiceError).metadata.toJSON();
  expect(error.code).toBe('INTERNAL');
  expect(lines.join()).toContain('rpc_failed');
  expect(
    JSON.stringify([error.message, trailers, lines, (error.cause as ServiceError).details]),
  ).not.toContain('Canary');
});

test('the time left is passed on: a handler’s own calls get no more than its caller waits for', async () => {
  const far = await serve({ say: async (_, { deadlineMs }) => ({ text: String(deadlineMs) }) });
  const onward = connect(far.address, { deadlineMs: 60_000 });
  const near = await serve({ say: (request, context) => onward.say(request, context) });
  const left = Number((await connect(near.address, { deadlineMs: 2_000 }).say({ text: '' })).text);
  expect(left).toBeGreaterThan(0);
  expect(left).toBeLessThanOrEqual(2_000);
});

test('when the deadline passes the caller is told, and the handler’s signal aborts', async () => {
  let aborted = false;
  const { address } = await serve({
    say: async (request, { signal }) => {
      await systemClock.sleep(60_000, signal);
      aborted = signal.aborted;
      return request;
    },
  });
  const error = await failure(connect(address, { deadlineMs: 50 }).say({ text: '' }));
  expect(error).toMatchObject({ code: 'SERVICE_UNREACHABLE', detail: 'gRPC status DEADLINE_EXCEEDED' });
  await until(() => aborted);
});

test('time that is over already is no call at all', async () => {
  let calls = 0;
  const { address } = await serve({
    say: async (request) => {
      calls += 1;
      return request;
    },
  });
  const error = await failure(connect(address).say({ text: '' }, { deadlineMs: 0 }));
  expect(error.code).toBe('SERVICE_UNREACHABLE');
  expect(calls).toBe(0);
});

test('a caller that aborts gets its own reason, and the handler hears of it', async () => {
  let aborted = false;
  const begun = Promise.withResolvers<void>();
  const { address } = await serve({
    say: async (request, { signal }) => {
      begun.resolve();
      await systemClock.sleep(60_000, signal);
      aborted = signal.aborted;
      return request;
    },
  });
  const leaving = new AbortController();
  const asked = connect(address).say({ text: '' }, { signal: leaving.signal });
  await begun.promise;
  leaving.abort(new Error('the screen was closed'));
  await expect(asked).rejects.toThrow('the screen was closed');
  await until(() => aborted);
});

test('only what is named idempotent is asked again while nobody answers', async () => {
  let calls = 0;
  const { address } = await serve({
    say: async (request) => {
      calls += 1;
      if (calls < 3) throw new BloomError('STORE_UNAVAILABLE');
      return request;
    },
  });
  expect((await failure(connect(address).say({ text: 'once' }))).code).toBe('STORE_UNAVAILABLE');
  expect(calls).toBe(1);
  const patient = connect(address, { idempotent: ['say'] });
  expect(await patient.say({ text: 'again' })).toEqual({ text: 'again' });
  expect(calls).toBe(3);
});

test('nobody there is SERVICE_UNREACHABLE, which is tried later', async () => {
  const error = await failure(connect('127.0.0.1:1').say({ text: '' }));
  expect(error).toMatchObject({ code: 'SERVICE_UNREACHABLE', kind: 'transient' });
});

test('I8: a message over 1 MB is refused on either side', async () => {
  const { address } = await serve({ say: async () => ({ text: 'x'.repeat(1_100_000) }) });
  const client = connect(address);
  expect((await failure(client.say({ text: 'x'.repeat(1_100_000) }))).detail).toContain('RESOURCE_EXHAUSTED');
  expect((await failure(client.say({ text: '' }))).detail).toContain('RESOURCE_EXHAUSTED');
});

test('a stream arrives in order and ends; an error in it arrives as it was thrown', async () => {
  const { address } = await serve({
    count: async function* ({ text }) {
      for (let n = 1; n <= 3; n++) yield { text: String(n) };
      if (text === 'fail') throw new BloomError('HALAXY_REFUSED', 'no more');
    },
  });
  const client = connect(address);
  const seen: string[] = [];
  for await (const { text } of client.count({ text: '' })) seen.push(text);
  expect(seen).toEqual(['1', '2', '3']);
  const failing = async () => {
    for await (const { text } of client.count({ text: 'fail' })) seen.push(text);
  };
  expect(await failure(failing())).toMatchObject({ code: 'HALAXY_REFUSED', detail: 'no more' });
  expect(seen).toHaveLength(6);
});

test('I8: a stream is made no faster than it is read, and ends when its reader leaves', async () => {
  let made = 0;
  let ended = false;
  const { address } = await serve({
    count: async function* () {
      try {
        for (;;) {
          made += 1;
          yield { text: 'x'.repeat(10_000) };
        }
      } finally {
        ended = true;
      }
    },
  });
  let madeBefore = -1;
  for await (const _ of connect(address).count({ text: '' })) {
    // It has come to rest once a while has passed in which nothing more was made.
    while (made !== madeBefore) {
      madeBefore = made;
      await systemClock.sleep(50);
    }
    break;
  }
  expect(made).toBeLessThan(500);
  await until(() => ended);
});

test('stop lets the answer under way go out and ends streams as unavailable', async () => {
  const begun = Promise.withResolvers<void>();
  const release = Promise.withResolvers<void>();
  const { server, address } = await serve({
    say: async (request) => {
      begun.resolve();
      await release.promise;
      return request;
    },
    count: async function* (_, { signal }) {
      yield { text: 'first' };
      await systemClock.sleep(60_000, signal);
    },
  });
  const client = connect(address);
  const answer = client.say({ text: 'patience' });
  const stream = client.count({ text: '' })[Symbol.asyncIterator]();
  expect((await stream.next()).value).toEqual({ text: 'first' });
  await begun.promise;
  const stopped = server.stop();
  expect(await failure(stream.next())).toMatchObject({ code: 'SERVICE_UNREACHABLE' });
  release.resolve();
  expect(await answer).toEqual({ text: 'patience' });
  await stopped;
});

test('the standard health service knows each service by name', async () => {
  const { address } = await serve({});
  const bare = new Client(address, credentials.createInsecure());
  cleanUps.push(() => bare.close());
  const { Check: check } = healthService;
  const answer = await new Promise((resolve, reject) =>
    bare.makeUnaryRequest(
      '/grpc.health.v1.Health/Check',
      check?.requestSerialize as (value: object) => Buffer,
      check?.responseDeserialize as (bytes: Buffer) => object,
      { service: 'bloom.test.v1.EchoService' },
      (error, response) => (error ? reject(error) : resolve(response)),
    ),
  );
  expect(answer).toEqual({ status: 'SERVING' });
});

test('a port that is taken is told as a setting', async () => {
  const { server } = await serve({});
  const second = serveGrpc({
    host: '127.0.0.1',
    port: server.port(),
    services: [],
    logger: createLogger('echo', { level: 'silent' }),
  });
  expect((await failure(second.start())).code).toBe('SETTINGS_INVALID');
  await second.stop();
});
