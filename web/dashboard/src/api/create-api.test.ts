import { expect, test } from '@jest/globals';
import { ApiError, isSignedOut } from './api-error.ts';
import { createApi } from './create-api.ts';
import { isPassing } from './is-passing.ts';

/** An API that answers each path with what the test gave it, and keeps what was asked. */
function apiThat(answers: Record<string, () => Response>) {
  const asked: { path: string; authorization: string | null }[] = [];
  const api = createApi({
    token: () => 'a-token',
    async fetch(path, init) {
      asked.push({ path, authorization: new Headers(init.headers).get('authorization') });
      const answer = answers[path];
      if (!answer) throw new TypeError('connection refused');
      return answer();
    },
  });
  return { api, asked };
}
const data = (body: unknown) => () => Response.json({ success: true, data: body, timestamp: 'now' });

test('every call bears the token, and a list is read to its last page', async () => {
  const { api, asked } = apiThat({
    '/api/v1/practitioners': data({ items: [{ id: 'p_1' }], nextCursor: 'a b' }),
    '/api/v1/practitioners?cursor=a%20b': data({ items: [{ id: 'p_2' }], nextCursor: null }),
  });
  expect(await api.practitioners()).toEqual([{ id: 'p_1' }, { id: 'p_2' }]);
  expect(asked.map(({ authorization }) => authorization)).toEqual(['Bearer a-token', 'Bearer a-token']);
});

test('an error comes with the words the API has for a person', async () => {
  const refusal = { success: false, error: { code: 'TOKEN_INVALID', message: 'Log in again.' } };
  const { api } = apiThat({ '/api/v1/me': () => Response.json(refusal, { status: 401 }) });
  const error = await api.me().catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ status: 401, code: 'TOKEN_INVALID', message: 'Log in again.' });
  expect(isSignedOut(error)).toBe(true);
});

test.each([
  ['no answer at all', {}, 'UNREACHABLE'],
  ['a page instead of JSON', { '/api/v1/me': () => new Response('<html>') }, 'ANSWER_UNKNOWN'],
])('%s is an ApiError with words, too', async (_, answers, code) => {
  const error = await apiThat(answers)
    .api.me()
    .catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(ApiError);
  expect(error).toMatchObject({ code });
});

test('an edit of a session bears its key and its values, and answers with edit and session', async () => {
  const asked: RequestInit[] = [];
  const api = createApi({
    token: () => 'a-token',
    async fetch(path, init) {
      expect(path).toBe('/api/v1/sessions/s%201');
      asked.push(init);
      return data({ edit: { id: 'e_1' }, session: { id: 's 1' } })();
    },
  });
  const patch = { comment: 'new', base: { comment: null } };
  expect(await api.changeSession('s 1', patch, 'a-key-of-16-signs')).toEqual({
    edit: { id: 'e_1' },
    session: { id: 's 1' },
  });
  const headers = new Headers(asked[0]?.headers);
  expect([asked[0]?.method, headers.get('idempotency-key'), headers.get('content-type')]).toEqual([
    ...['PATCH', 'a-key-of-16-signs', 'application/json'],
  ]);
  expect(JSON.parse(String(asked[0]?.body))).toEqual(patch);
});

test('one’s edits that were not saved are listed, taken note of and tried again', async () => {
  const { api } = apiThat({
    '/api/v1/edits?state=refused,conflict,failed&mine=true': data({
      items: [{ id: 'e_1' }],
      nextCursor: 'b',
    }),
    '/api/v1/edits?state=refused,conflict,failed&mine=true&cursor=b': data({ items: [], nextCursor: null }),
    '/api/v1/edits/e_1/seen': data({ edit: { id: 'e_1' } }),
    '/api/v1/edits/e_1/retry': data({ edit: { id: 'e_2' } }),
  });
  expect(await api.unsavedEdits()).toEqual([{ id: 'e_1' }]);
  expect(await api.takeNoteOf('e_1')).toEqual({ id: 'e_1' });
  expect(await api.retryEdit('e_1', 'a-key-of-16-signs')).toEqual({ id: 'e_2' });
});

test.each([
  [0, true],
  [408, true],
  [429, true],
  [503, true],
  [404, false],
  [409, false],
  [422, false],
])('whether %i says nothing of what was asked: %s', (status, passes) => {
  expect(isPassing(new ApiError(status, 'A_CODE', 'Words.'))).toBe(passes);
});
