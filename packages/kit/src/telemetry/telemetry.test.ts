import { spawn } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from '@jest/globals';
import { injectTraceparent, runWithTraceparent, withSpan } from './with-span.ts';

/** Runs a program with the telemetry module loaded first, and gives what it printed. */
async function run(program: string, env: Record<string, string>, imports: string[] = []): Promise<string> {
  const flags = [...imports, '@bloom/kit/telemetry'].flatMap((module) => ['--import', module]);
  const child = spawn(
    process.execPath,
    ['--conditions=bloom-source', ...flags, '--input-type=module-typescript', '-e', program],
    { env: { PATH: process.env.PATH, ...env }, stdio: ['ignore', 'pipe', 'inherit'] },
  );
  let text = '';
  child.stdout.on('data', (chunk: Buffer) => {
    text += chunk.toString();
  });
  await new Promise((resolve) => child.once('close', resolve));
  return text;
}

const endings: (() => unknown)[] = [];
afterEach(() => Promise.all(endings.splice(0).map((end) => end())));

/** A collector, and a web server to call, in one: keeps what is posted to it. */
async function collector() {
  const received: string[] = [];
  const traceparents: string[] = [];
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    if (request.url === '/v1/traces') received.push(body);
    else traceparents.push(String(request.headers.traceparent));
    response.end('{}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  endings.push(() => server.close());
  return { received, traceparents, origin };
}

const traceId = '0af7651916cd43dd8448eb211c80319c';
const program = (origin: string) => `
  import { get } from 'node:http';
  import { runService, runWithTraceparent, withSpan } from '@bloom/kit';
  const call = () => new Promise((done) => get('${origin}/main/Patient?name=Canary', (answer) => answer.resume().on('end', done)));
  await runService('child', {}, () => [{
    name: 'work',
    start: () => runWithTraceparent('00-${traceId}-b7ad6b7169203331-01', () =>
      withSpan('child.work', { 'bloom.count': 3, 'patient.name': 'Canary' }, async () => {
        await call();
        throw new Error('Canary');
      }).catch(() => {})).then(() => process.kill(process.pid, 'SIGTERM')),
    stop: async () => {},
  }]);`;

test('I6: spans reach the collector before the process ends, with nothing in them that is not allowed', async () => {
  const { received, traceparents, origin } = await collector();
  await run(program(origin), {
    HTTP_PORT: '0',
    SHUTDOWN_DELAY_MS: '0',
    OTEL_EXPORTER_OTLP_ENDPOINT: origin,
    OTEL_SERVICE_NAME: 'child',
  });
  const all = received.join();
  expect(all).toContain('"child.work"');
  expect(all).toContain('bloom.count');
  expect(all).toContain('http.request.method');
  expect(all).toContain(traceId);
  expect(all).not.toMatch(/Canary|\?name|url\.full|command/);
  expect(traceparents.join()).toContain(traceId);
}, 20_000);

test('without a collector the tracing library is not even loaded', async () => {
  const witness = `data:text/javascript,${encodeURIComponent(`
    import { registerHooks } from 'node:module';
    globalThis.loaded = [];
    registerHooks({ load(url, context, next) { loaded.push(url); return next(url, context); } });`)}`;
  const text = await run("process.stdout.write(loaded.join('\\n'))", {}, [witness]);
  expect(text).toContain('telemetry.ts');
  expect(text).not.toContain('opentelemetry');
}, 20_000);

test('while nothing traces the helpers run what they are given, and send no traceparent along', async () => {
  expect(await withSpan('merge', {}, async () => 7)).toBe(7);
  await expect(withSpan('merge', {}, () => Promise.reject(new Error('as thrown')))).rejects.toThrow(
    'as thrown',
  );
  expect(injectTraceparent()).toBeUndefined();
  expect(runWithTraceparent('no traceparent at all', () => 8)).toBe(8);
});
