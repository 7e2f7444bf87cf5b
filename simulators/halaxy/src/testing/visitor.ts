import { request } from 'node:http';
import type { Appointment, Resource } from '../fhir.ts';
import { isObject, type Json, type JsonObject } from '../json.ts';
import { type Simulator, startSimulator } from '../start-simulator.ts';

export type Got = { status: number; headers: Headers; body: JsonObject; text: string };

/** The instant every test world starts at: a Wednesday, 10:30 in Sydney. */
export const START = '2026-11-24T23:30:00Z';

/** A simulator on a free port with its clock standing still, and ways to talk to it. */
export async function visit(seed = 1) {
  const simulator: Simulator = await startSimulator({
    port: 0,
    seed,
    size: 'clinic',
    clock: { now: () => Date.parse(START) },
  });
  const { url, controlUrl } = simulator;

  const call = async (
    method: string,
    path: string,
    body?: Json | string,
    headers: Record<string, string> = {},
  ): Promise<Got> => {
    const sent = body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) };
    const answer = await fetch(new URL(path, url), {
      method,
      headers: { 'user-agent': 'Tests (tests@example.test)', 'content-type': 'application/json', ...headers },
      ...sent,
    });
    const text = await answer.text();
    const parsed: Json = text ? (JSON.parse(text) as Json) : {};
    return { status: answer.status, headers: answer.headers, body: isObject(parsed) ? parsed : {}, text };
  };
  const token = async (client = 'client-a') => {
    const { body } = await call('POST', 'oauth/token', {
      grant_type: 'client_credentials',
      client_id: client,
      client_secret: 'secret',
    });
    return String(body.access_token);
  };
  let bearer = { authorization: `Bearer ${await token()}` };
  const get = (path: string) => call('GET', path, undefined, bearer);
  const patch = (path: string, body: Json) =>
    call('PATCH', path, body, { ...bearer, 'content-type': 'application/merge-patch+json' });
  const control = async (name: string, body?: Json, method = body === undefined ? 'GET' : 'POST') =>
    (await call(method, `${controlUrl}${name}`, body)).body;

  return {
    simulator,
    url,
    call,
    token,
    get,
    patch,
    control,
    bearer: () => bearer,
    renew: async () => {
      bearer = { authorization: `Bearer ${await token()}` };
    },
    post: (path: string, body: Json) => call('POST', path, body, bearer),
    act: (act: string, fields: JsonObject) => control('act', { act, ...fields }),
    faults: (body: JsonObject) => control('faults', body),
    advance: (seconds: number) => control('clock', { advanceSeconds: seconds }),
    /** Every page of a listing, in order, without outcome entries. */
    async list(path: string): Promise<Resource[]> {
      const all: Resource[] = [];
      let next: string | undefined = path;
      while (next) {
        const page: JsonObject = (await get(next)).body;
        all.push(...resourcesOf(page));
        next = linkOf(page, 'next');
      }
      return all;
    },
    async appointment(id: string): Promise<Appointment> {
      return (await get(`Appointment/${id}`)).body as unknown as Appointment;
    },
  };
}
export type Visit = Awaited<ReturnType<typeof visit>>;

/** The records of a searchset that are no outcome. */
export function resourcesOf(bundle: JsonObject): Resource[] {
  const entries = Array.isArray(bundle.entry) ? bundle.entry.filter(isObject) : [];
  const resources = entries.map(({ resource }) => resource as Resource);
  return resources.filter(({ resourceType }) => resourceType !== 'OperationOutcome');
}

/** The address a searchset's link leads to, if it has one of that relation. */
export function linkOf(bundle: JsonObject, relation: string): string | undefined {
  const links = Array.isArray(bundle.link) ? bundle.link.filter(isObject) : [];
  const found = links.find((link) => link.relation === relation)?.url;
  return typeof found === 'string' ? found : undefined;
}

/** A GET without any User-Agent, which `fetch` cannot make. Resolves to the status. */
export function bareGet(url: string, method = 'GET'): Promise<number> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { method }, (answer) => {
      answer.resume();
      answer.on('end', () => resolve(answer.statusCode ?? 0));
    });
    sent.on('error', reject);
    sent.end();
  });
}
