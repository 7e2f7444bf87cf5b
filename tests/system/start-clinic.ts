import { rmSync } from 'node:fs';
import { connectSimulator } from '@bloom/local/connect-simulator';
import { readLocalSettings } from '@bloom/local/settings';
import { createStack } from '@bloom/local/stack';
import { io, type Socket } from 'socket.io-client';

/**
 * Each story has a stack of its own, so that two may run at once, beside `make up` and a benchmark. Services speak gRPC
 * 1,000 above their port: ten slots lie between 2,100 and 3,100, clear of what the others take (0 and 600) and of each other.
 */
const stackOf = (slot: number) => ({
  LOCAL_DIR: `.local/stack-of-story-${slot}`,
  PORT_OFFSET: `${2_100 + slot * 100}`,
  KAFKA_PORT: `${19_792 + slot * 100}`,
  MONGODB_PORT: `${27_717 + slot * 100}`,
  REDIS_PORT: `${17_079 + slot * 100}`,
});

export type Frame = {
  readonly channel: string;
  readonly position: string;
  readonly kind: string;
  readonly id: string;
  readonly revision: number;
  readonly view: Readonly<Record<string, unknown>> | null;
};

export type SeenSession = {
  readonly id: string;
  readonly comment: string;
  readonly revision: number;
  readonly practitionerId: string;
  readonly clientId: string;
  readonly date: string;
};

/** Requests are limited by user: who looks again and again is nobody else. */
const watcher = 'admin@bloom.test';
const lookEveryMs = 200;

type Appointment = {
  readonly id: string;
  readonly start: string;
  readonly participant: readonly { readonly actor: { readonly reference: string } }[];
};

/** The whole clinic as `make up` brings it to life, every part a process, on ports of its own. */
export async function startClinic({
  slot,
  env = {},
}: {
  readonly slot: number;
  /** Settings of its services and its simulator, for as long as it lives. */
  readonly env?: Readonly<Record<string, string>>;
}) {
  const settings = { ...readLocalSettings(stackOf(slot), process.cwd()), serviceEnv: env };
  const stack = createStack(settings, process.cwd());
  await stack.down();
  rmSync(settings.dir, { recursive: true, force: true });
  await stack.up();
  await connectSimulator(settings).catch(async (error: unknown) => {
    // Nobody has it yet who could take it down.
    await stack.down();
    throw error;
  });
  const { ports } = settings;
  const origin = `http://127.0.0.1:${ports.web}`;
  const posted = (body: object): RequestInit => ({
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });

  async function token(email: string, practice = 'demo'): Promise<string> {
    const answer = await fetch(`http://127.0.0.1:${ports.issuer}/token-for`, posted({ email, practice }));
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

  let toCome: readonly Appointment[] | undefined;
  const day = (offset: number) => new Date(Date.now() + offset * 86_400_000).toISOString().slice(0, 10);

  return {
    stack,
    settings,
    /** By these a command of the house finds this clinic. */
    commandEnv: stackOf(slot),
    origin,
    api,
    token,
    /** Saves what Bloom alone keeps. */
    keep: (email: string, path: string, body: object) =>
      api<unknown>(email, path, { ...posted(body), method: 'PUT' }),
    /** Changes the comment of an appointment to come, at Halaxy's own screen. */
    async comment(index: number, text: string): Promise<void> {
      toCome ??= await this.appointments();
      const appointmentId = toCome[index % toCome.length]?.id;
      await this.control('act', { act: 'comment', appointmentId, text });
    },
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
    /** The session that shows this comment, once one does. */
    sessionWith: (text: string): Promise<SeenSession> =>
      until(async () => {
        const range = `/appointments?from=${day(-1)}&to=${day(30)}`;
        // A service that is just coming back is asked again.
        const page = await api<{ items: SeenSession[] }>(watcher, range).catch(() => undefined);
        return page?.items.find((item) => item.comment === text);
      }, lookEveryMs),
    async socket(email: string): Promise<Socket> {
      const { ticket } = await api<{ ticket: string }>(email, '/realtime/ticket', { method: 'POST' });
      return this.socketWith(ticket);
    },
    /** A socket for whoever the ticket is. */
    async socketWith(ticket: string): Promise<Socket> {
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
    /** SIGKILL as a crash does, SIGSTOP as a machine that freezes, SIGCONT to let it go on. */
    async signal(name: string, signal: 'SIGKILL' | 'SIGSTOP' | 'SIGCONT'): Promise<void> {
      const pid = (await stack.status()).find((part) => part.name === name)?.pid;
      if (pid === undefined) throw new Error(`${name} does not run`);
      process.kill(pid, signal);
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
