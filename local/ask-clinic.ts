import type { LocalSettings } from './settings.ts';

type Failed = { readonly error?: { readonly code: string; readonly message: string } };

/**
 * Asks the API of a running clinic as a practice's administrator.
 *
 * @param path below `/api/v1`
 * @throws Error in words when nobody answers, or the answer is a refusal
 */
export async function createAskClinic({ ports }: Pick<LocalSettings, 'ports'>, practice = 'demo') {
  const email = practice === 'demo' ? 'admin@bloom.test' : `admin@${practice.toLowerCase()}.test`;
  const issued = await askJson<{ token: string }>(`http://127.0.0.1:${ports.issuer}/token-for`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email, practice }),
  });
  return <T>(path: string): Promise<T> =>
    askJson<T>(`http://127.0.0.1:${ports.dashboardApi}/api/v1${path}`, {
      headers: { authorization: `Bearer ${issued.token}` },
    });
}

export type AskClinic = Awaited<ReturnType<typeof createAskClinic>>;

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
