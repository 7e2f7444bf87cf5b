import { BloomError, type Clock } from '@bloom/kit';
import { isRecord } from '../answer/classify-answer.ts';
import { parseRetryAfter } from '../answer/retry-after.ts';
import type { Circuit } from '../breaker/circuit.ts';
import type { Send } from '../http/send.ts';
import type { IssuedToken } from './token-manager.ts';

/**
 * Asks Halaxy for a token (`POST {base}oauth/token`, JSON, client credentials), through a circuit of its own.
 *
 * @throws BloomError HALAXY_UNAUTHORISED when the credentials are refused, else HALAXY_* by its cause
 */
export function createTokenRequest(ports: {
  baseUrl: string;
  userAgent: string;
  clientId: string;
  clientSecret: string;
  circuit: Circuit;
  send: Send;
  clock: Clock;
}): () => Promise<IssuedToken> {
  const body = JSON.stringify({
    grant_type: 'client_credentials',
    client_id: ports.clientId,
    client_secret: ports.clientSecret,
  });
  const headers = {
    accept: 'application/json',
    'content-type': 'application/json',
    'user-agent': ports.userAgent,
  };
  const url = `${ports.baseUrl}oauth/token`;
  return () =>
    ports.circuit.run(
      async () => undefined,
      async (_, signal) => {
        const answer = await ports.send({ method: 'POST', url, headers, body }, signal);
        const detail = `the token endpoint answered ${answer.status}`;
        if (answer.status === 429) {
          const retryAfterMs = parseRetryAfter(answer.headers['retry-after'], ports.clock.nowMs());
          throw new BloomError(
            'HALAXY_THROTTLED',
            detail,
            retryAfterMs === undefined ? {} : { retryAfterMs },
          );
        }
        if (answer.status >= 500) throw new BloomError('HALAXY_FAILED', detail);
        if (answer.status >= 400) throw new BloomError('HALAXY_UNAUTHORISED', detail);
        return readToken(answer.body, detail);
      },
    );
}

function readToken(body: string, detail: string): IssuedToken {
  let parsed: unknown;
  try {
    parsed = JSON.parse(body);
  } catch {
    throw new BloomError('HALAXY_MALFORMED', detail);
  }
  if (!isRecord(parsed) || typeof parsed.access_token !== 'string' || typeof parsed.expires_in !== 'number')
    throw new BloomError('HALAXY_MALFORMED', `${detail} without a token`);
  return { accessToken: parsed.access_token, lifeSeconds: parsed.expires_in };
}
