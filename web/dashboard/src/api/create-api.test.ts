import { expect, test } from '@jest/globals';
import { ApiError, isSignedOut } from './api-error.ts';
import { createApi } from './create-api.ts';

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
