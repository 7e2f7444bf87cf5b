import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { systemClock } from '@bloom/kit';
import { afterEach, expect, test } from '@jest/globals';
import { createMemoryAdmission } from './admission/memory-admission.ts';
import { connectHalaxy } from './connect-halaxy.ts';
import { createMemoryTokenVault } from './token/memory-token-vault.ts';

type Handler = (request: IncomingMessage, response: ServerResponse) => void;
const cleanups: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup();
});

/** A far side on a real socket that does what the test says; tokens are issued unless it says otherwise. */
async function farSide(handle: Handler, token: Handler = (_, response) => json(response, 200, issued)) {
  const requests: string[] = [];
  const server = createServer((request, response) => {
    requests.push(`${request.method} ${request.url}`);
    request.resume();
    if (request.url === '/main/oauth/token') token(request, response);
    else handle(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  let aheadMs = 0;
  let forced = false;
  const clock = { ...systemClock, nowMs: () => Date.now() + aheadMs, sleep: async () => {} };
  const admission = createMemoryAdmission(clock);
  const halaxy = connectHalaxy({
    baseUrl: `http://127.0.0.1:${port}/main/`,
    clientId: 'id',
    clientSecret: 'secret',
    userAgent: 'Bloom Sync (dev@bloom.test)',
    admission,
    vault: createMemoryTokenVault(clock),
    clock,
    random: () => 0,
    timeoutMs: 400,
    admissionWaitMsMax: 0,
    isForced: async () => forced,
  });
  cleanups.push(async () => {
    halaxy.close();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  const reads = () => requests.filter((line) => line.startsWith('GET'));
  const advance = (ms: number) => {
    aheadMs += ms;
  };
  const force = (now: boolean) => {
    forced = now;
  };
  return { halaxy, requests, reads, advance, force };
}

const issued = { token_type: 'Bearer', expires_in: 3600, access_token: 't' };
const patient = { resourceType: 'Patient', id: '1000001' };
const bundle = (resources: object[], link: object[] = []) => ({
  resourceType: 'Bundle',
  type: 'searchset',
  link,
  entry: resources.map((resource) => ({ resource })),
});
function json(
  response: ServerResponse,
  status: number,
  body: object,
  headers: Record<string, string> = {},
): void {
  response
    .writeHead(status, { 'content-type': 'application/fhir+json', ...headers })
    .end(JSON.stringify(body));
}

test('a record is read with its headers, its numbers and Halaxy’s own time', async () => {
  const { halaxy, reads } = await farSide((request, response) => {
    expect(request.headers).toMatchObject({
      authorization: 'Bearer t',
      accept: 'application/fhir+json',
      'user-agent': 'Bloom Sync (dev@bloom.test)',
    });
    json(response, 200, patient, { date: 'Wed, 25 Nov 2026 00:00:00 GMT' });
  });
  const read = await halaxy.readOne('Patient', '1000001', 'reread');
  expect(read).toEqual({ resource: patient, from: 1, to: 1, dateMs: Date.parse('2026-11-25T00:00:00Z') });
  expect(reads()).toEqual(['GET /main/Patient/1000001']);
});

test('I4: of two reads that overlap, the first to begin ends after the second’s number', async () => {
  let release: (() => void) | undefined;
  const { halaxy } = await farSide((request, response) => {
    if (request.url?.endsWith('/1')) release = () => json(response, 200, { ...patient, id: '1' });
    else {
      json(response, 200, { ...patient, id: '2' });
      setImmediate(() => release?.());
    }
  });
  const slow = halaxy.readOne('Patient', '1', 'reread');
  const quick = await halaxy.readOne('Patient', '2', 'reread');
  const { from, to } = await slow;
  expect({ slow: { from, to }, quick: quick.from }).toEqual({ slow: { from: 1, to: 2 }, quick: 2 });
});

test('a passing fault is tried three times in all, then told', async () => {
  const { halaxy, reads } = await farSide((_, response) => json(response, 503, {}));
  await expect(halaxy.readOne('Patient', '1', 'reread')).rejects.toMatchObject({ code: 'HALAXY_FAILED' });
  expect(reads()).toHaveLength(3);
});

const cutShort: Handler = (_, response) => {
  response.writeHead(200, { 'content-length': '500' }).write('{"resour', () => response.destroy());
};
const html: Handler = (_, response) => response.writeHead(200).end('<html>');
const invoice: Handler = (_, response) => json(response, 200, { resourceType: 'Invoice' });
const silence: Handler = () => {};
const redirect: Handler = (_, response) => response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end();

test.each([
  ['half a body', 'HALAXY_UNREACHABLE', cutShort],
  ['HTML', 'HALAXY_MALFORMED', html],
  ['another record type', 'HALAXY_MALFORMED', invoice],
  ['silence', 'HALAXY_UNREACHABLE', silence],
  ['a redirect', 'HALAXY_MALFORMED', redirect],
])('%s for an answer is told as %s', async (_, code, handle) => {
  const { halaxy } = await farSide(handle);
  await expect(halaxy.readOne('Patient', '1', 'reread')).rejects.toMatchObject({ code });
});

test('I9: a 429 closes the gate for every lane, and is not tried again', async () => {
  const { halaxy, requests } = await farSide((_, response) =>
    json(response, 429, {}, { 'retry-after': '30' }),
  );
  await expect(halaxy.readOne('Patient', '1', 'reread')).rejects.toMatchObject({
    code: 'HALAXY_THROTTLED',
    retryAfterMs: 30_000,
  });
  const sent = requests.length;
  await expect(halaxy.readOne('Patient', '1', 'people')).rejects.toMatchObject({
    code: 'HALAXY_BUDGET_SPENT',
  });
  expect(requests).toHaveLength(sent);
});

/** Takes only the newest token it issued, once `revoke` was called. */
function revocable() {
  let tokens = 0;
  let good = 't1';
  const handle: Handler = (request, response) =>
    request.headers.authorization === `Bearer ${good}`
      ? json(response, 200, patient)
      : json(response, 401, {});
  const token: Handler = (_, response) => {
    tokens += 1;
    json(response, 200, { ...issued, access_token: `t${tokens}` });
  };
  return { handle, token, issuedSoFar: () => tokens, revoke: () => (good = `t${tokens + 1}`) };
}

test('a 401 forces one new token and one more try, which succeeds', async () => {
  const side = revocable();
  const { halaxy, reads, advance } = await farSide(side.handle, side.token);
  await halaxy.readOne('Patient', '1000001', 'people');
  side.revoke();
  advance(11_000);
  expect((await halaxy.readOne('Patient', '1000001', 'people')).resource).toEqual(patient);
  expect({ reads: reads().length, tokens: side.issuedSoFar() }).toEqual({ reads: 3, tokens: 2 });
});

test('I9: a 401 within 10 s of the last token call asks for no token again, and says so', async () => {
  const side = revocable();
  const { halaxy, reads } = await farSide(side.handle, side.token);
  side.revoke();
  await expect(halaxy.readOne('Patient', '1', 'people')).resolves.toBeDefined();
  side.revoke();
  await expect(halaxy.readOne('Patient', '1', 'people')).rejects.toMatchObject({
    code: 'HALAXY_TOKEN_UNAVAILABLE',
  });
  expect({ reads: reads().length, tokens: side.issuedSoFar() }).toEqual({ reads: 2, tokens: 1 });
});

test('a token endpoint that is down opens its own circuit, never the reads’', async () => {
  const { halaxy, reads } = await farSide(
    (_, response) => json(response, 200, patient),
    (_, response) => json(response, 503, {}),
  );
  for (let i = 0; i < 6; i += 1)
    await expect(halaxy.readOne('Patient', '1', 'people')).rejects.toMatchObject({
      code: 'HALAXY_TOKEN_UNAVAILABLE',
    });
  expect(reads()).toHaveLength(0);
  expect(halaxy.circuits.read.state().mode).toBe('closed');
});

test('failures open the circuit, and an open circuit sends nothing', async () => {
  const { halaxy, requests } = await farSide((_, response) => json(response, 500, {}));
  await expect(halaxy.readOne('Patient', '1', 'reread')).rejects.toThrow();
  expect(halaxy.circuits.read.state().mode).toBe('open');
  const sent = requests.length;
  await expect(halaxy.readOne('Patient', '1', 'people')).rejects.toMatchObject({
    code: 'HALAXY_CIRCUIT_OPEN',
  });
  expect(requests).toHaveLength(sent);
});

test('an operator’s forced circuit sends nothing; cleared, the next call is the probe that closes it', async () => {
  const { halaxy, requests, force } = await farSide((_, response) => json(response, 200, patient));
  force(true);
  await expect(halaxy.readOne('Patient', '1', 'people')).rejects.toMatchObject({
    code: 'HALAXY_CIRCUIT_OPEN',
  });
  expect(requests).toHaveLength(0);
  force(false);
  await halaxy.readOne('Patient', '1', 'people');
  expect(halaxy.circuits.read.state().mode).toBe('closed');
});

test('I5: one practice’s forced circuit leaves another’s calls alone', async () => {
  const held = await farSide((_, response) => json(response, 200, patient));
  const other = await farSide((_, response) => json(response, 200, patient));
  held.force(true);
  await expect(held.halaxy.readOne('Patient', '1', 'people')).rejects.toThrow();
  await other.halaxy.readOne('Patient', '1', 'people');
  expect({ held: held.requests.length, other: other.reads().length }).toEqual({ held: 0, other: 1 });
});

test('refusals open nothing, however many', async () => {
  const { halaxy } = await farSide((_, response) => json(response, 422, {}));
  for (let i = 0; i < 8; i += 1)
    await expect(halaxy.readOne('Patient', '1', 'people')).rejects.toMatchObject({ code: 'HALAXY_REFUSED' });
  expect(halaxy.circuits.read.state().mode).toBe('closed');
});

test('a batch holds only what was asked for, even when the filter was ignored', async () => {
  const { halaxy, reads } = await farSide((_, response) =>
    json(
      response,
      200,
      bundle([patient, { ...patient, id: '9' }, { resourceType: 'OperationOutcome', issue: [] }]),
    ),
  );
  const { found } = await halaxy.readMany('Patient', ['1000001', '1000002'], 'reread');
  expect(found).toEqual([patient]);
  expect(reads()).toEqual(['GET /main/Patient?_id=1000001,1000002&_count=100']);
});

test('a listing follows its pages at our own base, whatever host they name', async () => {
  const { halaxy, reads } = await farSide((request, response) => {
    const isFirst = !request.url?.includes('page=2');
    json(
      response,
      200,
      bundle(
        [{ ...patient, id: isFirst ? '1' : '2' }],
        isFirst ? [{ relation: 'next', url: 'https://evil.invalid/main/Patient?page=2' }] : [],
      ),
    );
  });
  const ids: unknown[] = [];
  for await (const { found } of halaxy.list('Patient', '', 'sweep')) ids.push(...found.map(({ id }) => id));
  expect(ids).toEqual(['1', '2']);
  expect(reads()).toEqual(['GET /main/Patient?_count=100', 'GET /main/Patient?page=2']);
});

test('pages that go in a circle end in an error, not in a loop', async () => {
  const { halaxy } = await farSide((_, response) =>
    json(response, 200, bundle([patient], [{ relation: 'next', url: '/main/Patient?page=2' }])),
  );
  await expect(async () => {
    for await (const _ of halaxy.list('Patient', '', 'sweep'));
  }).rejects.toMatchObject({ code: 'HALAXY_MALFORMED' });
});
