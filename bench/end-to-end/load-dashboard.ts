import { type LoadOutcome, runOpenLoop } from '../load/open-loop.ts';
import type { BenchSettings } from '../settings.ts';
import { askJson } from './ask-json.ts';
import type { Clinic } from './clinic.ts';

type Listed = { readonly data: { readonly items: readonly { readonly id: string }[] } };

const perSecond = 300;
const connections = 32;

/** Dashboards of one practice's practitioners, asked for again and again; only those from the cache count. */
export async function loadDashboard(
  { stack, seconds }: BenchSettings,
  { token }: Clinic,
): Promise<LoadOutcome> {
  const port = stack.ports.dashboardApi;
  const { data } = await askJson<Listed>(`http://127.0.0.1:${port}/api/v1/practitioners`, { token });
  const requests = data.items.map(({ id }) =>
    Buffer.from(
      [
        `GET /api/v1/practitioners/${id}/dashboard HTTP/1.1`,
        `Host: 127.0.0.1:${port}`,
        `Authorization: Bearer ${token}`,
        '\r\n',
      ].join('\r\n'),
    ),
  );
  const isGood = (status: number, answer: string): boolean => status === 200 && isHit.test(answer);
  return runOpenLoop({ port, requests, connections, perSecond, seconds, warmUpSeconds: 15, isGood });
}

const isHit = /^X-Cache: hit\r$/im;
