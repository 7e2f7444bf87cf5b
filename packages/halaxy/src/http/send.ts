import { BloomError } from '@bloom/kit';
import type { Answer } from '../answer/classify-answer.ts';

export type HttpRequest = {
  readonly method: 'GET' | 'POST' | 'PATCH';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
};

/** Sends one request and brings the whole answer. @throws BloomError HALAXY_UNREACHABLE, HALAXY_MALFORMED */
export type Send = (request: HttpRequest, signal: AbortSignal) => Promise<Answer>;

const bodyBytesMax = 16 * 1024 * 1024;

/** Over HTTP, without following redirects: a credential never goes where a `Location` points. */
export const sendHttp: Send = async (request, signal) => {
  try {
    const response = await fetch(request.url, {
      method: request.method,
      headers: { ...request.headers },
      ...(request.body === undefined ? {} : { body: request.body }),
      redirect: 'manual',
      signal,
    });
    return {
      status: response.status,
      headers: Object.fromEntries(response.headers),
      body: await readBody(response),
    };
  } catch (cause) {
    if (cause instanceof BloomError) throw cause;
    throw new BloomError('HALAXY_UNREACHABLE', 'the connection failed or was cut', { cause });
  }
};

async function readBody(response: Response): Promise<string> {
  if (!response.body) return '';
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body) {
    bytes += chunk.byteLength;
    if (bytes > bodyBytesMax) throw new BloomError('HALAXY_MALFORMED', 'an answer above 16 MiB');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
