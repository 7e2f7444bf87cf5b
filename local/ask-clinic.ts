import type { LocalSettings } from './settings.ts';

type Failed = { readonly error?: { readonly code: string; readonly message: string } };

/** Whom a command speaks as; which routes either may use is the API's to say. */
export type AskedAs = 'admin' | 'ops';

/**
 * Asks the API of a running clinic as a practice's administrator, or as its operator.
 *
 * @param path below `/api/v1`
 * @param body of a POST; without one it is a GET
 * @throws Error in words when nobody answers, or the answer is a refusal
 */
export async function createAskClinic(
  { ports }: Pick<LocalSettings, 'ports'>,
  practice = 'demo',
  as: AskedAs = 'admin',
) {
  const email = practice === 'demo' ? `${as}@bloom.test` : `${as}@${practice.toLowerCase()}.test`;
  const issued = await askJson<{ token: string }>(
    `http://127.0.0.1:${ports.issuer}/token-for`,
    posted({ email, practice }),
  );
  return <T>(path: string, body?: object): Promise<T> => {
    const { headers, ...init } = body ? posted(body) : {};
    return askJson<T>(`http://127.0.0.1:${ports.dashboardApi}/api/v1${path}`, {
      ...init,
      headers: { ...headers, authorization: `Bearer ${issued.token}` },
    });
  };
}

export type AskClinic = Awaited<ReturnType<typeof createAskClinic>>;

const posted = (body: object) => ({
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
});

async function askJson<T>(url: string, init: RequestInit): Promise<T> {
  const response = await fetch(url, { ...init, signal: AbortSignal.timeout(10_000) }).catch(() => undefined);
  if (!response) throw new Error(`Nothing answers on ${new URL(url).host}: run make up first.`);
  const answer = (await response.json()) as { data: T } & Failed;
  if (!response.ok)
    throw new Error(
      answer.error?.message ?? `${new URL(url).pathname} answered ${response.status}: see make logs.`,
    );
  return answer.data;
}
