import { rmSync } from 'node:fs';
import { connectSimulator } from '@bloom/local/connect-simulator';
import { readLocalSettings } from '@bloom/local/settings';
import { createStack } from '@bloom/local/stack';
import { io, type Socket } from 'socket.io-client';

const env = {
  LOCAL_DIR: '.local/stack-of-story',
  PORT_OFFSET: '700',
  KAFKA_PORT: '19792',
  MONGODB_PORT: '37717',
  REDIS_PORT: '17079',
};

export type Frame = {
  readonly channel: string;
  readonly position: string;
  readonly id: string;
  readonly revision: number;
  readonly view: Readonly<Record<string, unknown>> | null;
};

type Appointment = {
  readonly id: string;
  readonly start: string;
  readonly participant: readonly { readonly actor: { readonly reference: string } }[];
};

/** The whole clinic as `make up` brings it to life, every part a process, on ports of its own. */
export async function startClinic() {
  const settings = readLocalSettings(env, process.cwd());
  const stack = createStack(settings, process.cwd());
  await stack.down();
  rmSync(settings.dir, { recursive: true, force: true });
  await stack.up();
  await connectSimulator(settings);
  const { ports } = settings;
  const origin = `http://127.0.0.1:${ports.web}`;
  const posted = (body: object): RequestInit => ({
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });

  async function token(email: string): Promise<string> {
    const answer = await fetch(
      `http://127.0.0.1:${ports.issuer}/token-for`,
      posted({ email, practice: 'demo' }),
    );
    return ((await answer.json()) as { data: { token: string } }).data.token;
  }
  const bearers = new Map<string, string>();
  async function api<T>(email: string, path: string, init: RequestInit = {}): Promise<T> {
    const bearer = bearers.get(email) ?? (await token(email));
    bearers.set(email, bearer);
    const response = await fetch(`${origin}/api/v1${path}`, {
      ...init,
      headers: { ...init.headers, authorization: `Bearer ${bearer}` },
    });
    const body = (await response.json()) as { data: T };
    if (!response.ok) throw new Error(`${path}: ${response.status} ${JSON.stringify(body)}`);
    return body.data;
  }

  return {
    stack,
    settings,
    origin,
    api,
    async control(what: string, body: object): Promise<void> {
      const response = await fetch(`http://127.0.0.1:${ports.simulator}/_control/${what}`, posted(body));
      if (!response.ok) throw new Error(`${what}: ${await response.text()}`);
    },
    /** Appointments to come with a patient at them, as Halaxy's own screens know them. */
    async appointments(): Promise<readonly Appointment[]> {
      const main = `http://127.0.0.1:${ports.simulator}/main`;
      const headers = { 'user-agent': 'Story (story@bloom.test)', 'content-type': 'application/json' };
      const credentials = {
        grant_type: 'client_credentials',
        client_id: 'screen',
        client_secret: 'a-screen',
      };
      const issued = await fetch(`${main}/oauth/token`, {
        method: 'POST',
        headers,
        body: JSON.stringify(credentials),
      });
      const { access_token } = (await issued.json()) as { access_token: string };
      const listed = await fetch(
        `${main}/Appointment?_sort=date&date=ge${new Date().toISOString().slice(0, 10)}&_count=100`,
        {
          headers: { ...headers, authorization: `Bearer ${access_token}` },
        },
      );
      const { entry = [] } = (await listed.json()) as { entry?: { resource: Appointment }[] };
      return entry
        .map(({ resource }) => resource)
        .filter(({ start }) => Date.parse(start) > Date.now())
        .filter(({ participant }) => participant.some(({ actor }) => actor.reference.includes('/Patient/')));
    },
    async socket(email: string): Promise<Socket> {
      const { ticket } = await api<{ ticket: string }>(email, '/realtime/ticket', { method: 'POST' });
      const socket = io(origin, {
        path: '/ws',
        transports: ['websocket'],
        auth: { ticket },
        reconnection: false,
      });
      await new Promise<void>((resolve, reject) => {
        socket.once('connect', resolve);
        socket.once('connect_error', reject);
      });
      return socket;
    },
    async kill(name: string): Promise<void> {
      const pid = (await stack.status()).find((part) => part.name === name)?.pid;
      if (pid === undefined) throw new Error(`${name} does not run`);
      process.kill(pid, 'SIGKILL');
    },
    close: () => stack.down(),
  };
}

/** Polls until it holds: the guarantee is that it will, not when. */
export async function until<T>(look: () => Promise<T | undefined> | T | undefined, everyMs = 20): Promise<T> {
  for (;;) {
    const seen = await look();
    if (seen !== undefined) return seen;
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
}
