import { get } from 'node:http';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createRemoteJWKSet, decodeProtectedHeader, jwtVerify } from 'jose';
import { fixedDirectory } from './directory/fixed-directory.ts';
import { joinDirectories } from './directory/join-directories.ts';
import { practitionersWhoLogIn } from './directory/practitioner-directory.ts';
import { type Issuer, serveIssuer } from './serve-issuer.ts';
import { loadSigningKey } from './signing-key.ts';
import { redirectUri, visitor } from './testing/visitor.ts';

const mira = { id: 'p_mira', email: 'mira@clinic.test', displayName: 'Mira Kesh' };
const practitioners = practitionersWhoLogIn({
  findByEmail: async (practice, email) =>
    practice === 'demo' && email.toLowerCase() === mira.email ? mira : undefined,
  list: async (practice) => (practice === 'demo' ? [mira] : []),
});
let issuer: Issuer;

beforeAll(async () => {
  issuer = serveIssuer({
    port: 0,
    audience: 'bloom-sync',
    redirectUris: [redirectUri],
    key: await loadSigningKey(),
    directory: joinDirectories(fixedDirectory, practitioners),
  });
  await issuer.start();
});
afterAll(() => issuer.stop());

async function verified(token: string) {
  const keys = createRemoteJWKSet(new URL('/jwks', issuer.url()));
  const options = { issuer: issuer.url(), audience: 'bloom-sync', algorithms: ['ES256'], typ: 'at+jwt' };
  return (await jwtVerify(token, keys, options)).payload;
}

/** Logs in as a person would, through the page. */
async function logIn(form: Record<string, string>): Promise<Record<string, string>> {
  const guest = visitor(issuer.url());
  const asked = await guest.askToLogIn();
  const login = asked.headers.get('location') ?? '';
  const { outside } = await guest.follow(await guest.go(login, form));
  expect(outside?.searchParams.get('state')).toBe('kept-by-the-page');
  const answer = await guest.redeem(outside?.searchParams.get('code') ?? '');
  expect(answer.status).toBe(200);
  return (await answer.json()) as Record<string, string>;
}

const tokenFor = (body: unknown, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(`${issuer.url()}/token-for`, { method: 'POST', headers, body: JSON.stringify(body) });

test('discovery names the issuer by its own address, and PKCE with S256 alone', async () => {
  const answer = await fetch(`${issuer.url()}/.well-known/openid-configuration`);
  expect(await answer.json()).toMatchObject({
    issuer: issuer.url(),
    code_challenge_methods_supported: ['S256'],
    response_types_supported: ['code'],
  });
});

test('the published keys hold no private part', async () => {
  const { keys } = (await (await fetch(`${issuer.url()}/jwks`)).json()) as { keys: object[] };
  expect(keys).toHaveLength(1);
  expect(keys[0]).toMatchObject({ kty: 'EC', crv: 'P-256', alg: 'ES256', kid: expect.any(String) });
  expect(keys[0]).not.toHaveProperty('d');
});

test('a receptionist who logs in gets a token of 12 h for the API, without a consent step', async () => {
  const { access_token = '', id_token } = await logIn({ chosen: 'reception@bloom.test', practice: 'demo' });
  const claims = await verified(access_token);
  expect(claims).toMatchObject({
    sub: 'u_reception',
    practice: 'demo',
    roles: ['reception'],
    name: 'Demo Reception',
    email: 'reception@bloom.test',
    jti: expect.any(String),
  });
  expect((claims.exp ?? 0) - (claims.iat ?? 0)).toBe(12 * 60 * 60);
  expect(claims).not.toHaveProperty('practitioner_id');
  expect(id_token).toEqual(expect.any(String));
});

test('a synced practitioner logs in by the address Halaxy has, as themselves', async () => {
  const { access_token = '' } = await logIn({ email: 'Mira@Clinic.test', practice: 'demo' });
  expect(await verified(access_token)).toMatchObject({
    sub: 'p_mira',
    roles: ['practitioner'],
    practitioner_id: 'p_mira',
  });
});

test.each(['admin', 'ops'])('the %s of another practice is of that practice', async (role) => {
  const { access_token = '' } = await logIn({ email: `${role}@north.test`, practice: 'north' });
  expect(await verified(access_token)).toMatchObject({
    sub: `u_${role}_north`,
    practice: 'north',
    roles: [role],
  });
});

test('an unknown person stays on the log-in page, which says so and repeats no markup', async () => {
  const guest = visitor(issuer.url());
  const login = (await guest.askToLogIn()).headers.get('location') ?? '';
  const answer = await guest.go(login, { email: '<b>x@y', practice: 'demo' });
  expect(answer.status).toBe(422);
  const page = await answer.text();
  expect(page).toContain('Nobody in practice demo has the e-mail address &lt;b&gt;x@y.');
  expect(page).not.toContain('<b>x@y');
});

test('the log-in page says that it is for local development only', async () => {
  const guest = visitor(issuer.url());
  const { page } = await guest.follow(await guest.askToLogIn());
  expect(page).toContain('Local development only');
  expect(page).toContain('mira@clinic.test');
});

test.each([
  ['a redirect to an address that is not ours', { redirect_uri: 'https://elsewhere.example/' }],
  ['an unknown client', { client_id: 'somebody' }],
])('%s is refused on the spot: nothing is sent there', async (_, changes) => {
  const guest = visitor(issuer.url());
  const answer = await guest.follow(await guest.askToLogIn(changes));
  expect(answer).toMatchObject({ status: 400, page: expect.stringContaining('The log-in did not work') });
});

test('a log-in without PKCE is refused', async () => {
  const guest = visitor(issuer.url());
  const { outside } = await guest.follow(
    await guest.askToLogIn({ code_challenge: '', code_challenge_method: '' }),
  );
  expect(outside?.searchParams.get('error')).toBe('invalid_request');
});

test('a code is worth nothing to whoever has not the verifier', async () => {
  const guest = visitor(issuer.url());
  const login = (await guest.askToLogIn()).headers.get('location') ?? '';
  const { outside } = await guest.follow(
    await guest.go(login, { chosen: 'admin@bloom.test', practice: 'demo' }),
  );
  const stolen = await guest.redeem(outside?.searchParams.get('code') ?? '', {
    code_verifier: 'x'.repeat(43),
  });
  expect(await stolen.json()).toMatchObject({ error: 'invalid_grant' });
});

test('token-for gives a script the same kind of token', async () => {
  const answer = await tokenFor({ email: 'ops@bloom.test', practice: 'demo' });
  const { data } = (await answer.json()) as { data: { token: string } };
  const claims = await verified(data.token);
  expect(claims).toMatchObject({ sub: 'u_ops', practice: 'demo', roles: ['ops'] });
  expect((claims.exp ?? 0) - (claims.iat ?? 0)).toBe(12 * 60 * 60);
  expect(decodeProtectedHeader(data.token)).toMatchObject({ alg: 'ES256', typ: 'at+jwt' });
});

test('token-for answers an unknown user with those who are known', async () => {
  const answer = await tokenFor({ email: 'nobody@bloom.test' });
  expect(answer.status).toBe(404);
  expect(await answer.json()).toMatchObject({
    success: false,
    error: { code: 'USER_UNKNOWN', message: expect.stringContaining('reception@bloom.test') },
  });
});

test('token-for gives nothing to a page in a browser', async () => {
  const answer = await tokenFor({ email: 'ops@bloom.test' }, { origin: 'https://elsewhere.example' });
  expect(answer.status).toBe(403);
});

test('a foreign name that leads to this machine is not answered', async () => {
  const { port } = new URL(issuer.url());
  const status = await new Promise((resolve, reject) => {
    get({ port, host: '127.0.0.1', path: '/login.css', headers: { host: 'elsewhere.example' } }, (answer) => {
      answer.resume();
      resolve(answer.statusCode);
    }).on('error', reject);
  });
  expect(status).toBe(421);
});
