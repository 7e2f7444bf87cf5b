import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { serveApi } from './api/serve.ts';
import { control } from './control/control-routes.ts';
import type { Settings } from './control/faults.ts';
import { parseJson, readBody, send } from './http.ts';
import type { JsonObject } from './json.ts';
import { createNetwork, type Network } from './network.ts';
import { renderReferences } from './references.ts';
import { type BaseClock, createSimClock } from './sim-clock.ts';
import type { WebhookTarget } from './webhooks/webhooks.ts';
import type { Size } from './world/sizes.ts';

/** `port` 0 takes a free one. `mark` is a word that all made-up text bears, `usual` what settings are unless changed. `clock` is the base that the control clock shifts; the system's unless given. */
export type SimulatorOptions = {
  port: number;
  seed: number;
  size: Size;
  mark?: string | undefined;
  usual?: Partial<Settings>;
  clock?: BaseClock;
  webhooks?: WebhookTarget[];
};
export type Simulator = {
  /** The API's base URL, ending in `/main/`. */
  url: string;
  /** Where testers steer: `<controlUrl>act` and so on. Ends in `/_control/`. */
  controlUrl: string;
  /** Waits until no notification is under way. */
  settled(): Promise<void>;
  /** Every record of a type as the API shows it, in order of id, without a request. */
  list(type: string): JsonObject[];
  /** What is behind the sockets now; a reset replaces it. */
  network(): Network;
  close(): Promise<void>;
};

/** How often delayed notifications and due appointments are looked for while real time runs. */
const TICK_MS = 1000;

/** Starts a made-up Halaxy on 127.0.0.1. The same seed, size and start give the same practice. */
export async function startSimulator(options: SimulatorOptions): Promise<Simulator> {
  const clock = createSimClock(options.clock ?? { now: () => Date.now() });
  let origin = '';
  const base = () => `${origin}/main/`;
  const build = (wanted: { seed: number; size: Size }, targets: WebhookTarget[]) =>
    createNetwork({ ...wanted, mark: options.mark, usual: options.usual, clock, base, targets });
  let network = build(options, options.webhooks ?? []);
  const ports = {
    network: () => network,
    reset(wanted: { seed: number; size: Size }) {
      const { targets } = network.webhooks;
      network = build(
        wanted,
        targets.map(({ event, url, secret }) => ({ event, url, secret })),
      );
    },
  };

  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const url = new URL(request.url ?? '/', origin);
    if (url.pathname.startsWith('/main/')) return serveApi({ network, base: base(), url }, request, response);
    if (!url.pathname.startsWith('/_control/')) return send(response, { status: 404 });
    const name = `${request.method} ${url.pathname.slice('/_control/'.length)}`;
    const text = await readBody(request);
    return send(response, await control(ports, name, parseJson(text), url.searchParams));
  };
  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => {
      if (response.headersSent) response.destroy();
      else send(response, { status: 500, body: { error: String(error) } });
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, '127.0.0.1', resolve);
  });
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  const tick = setInterval(() => {
    if (clock.frozen()) return;
    network.attendDue();
    network.webhooks.catchUp();
  }, TICK_MS);
  tick.unref();

  return {
    url: base(),
    controlUrl: `${origin}/_control/`,
    settled: () => network.webhooks.settled(),
    list: (type) =>
      network.store.list(type).map((one) => renderReferences(one as never, base()) as JsonObject),
    network: () => network,
    async close() {
      clearInterval(tick);
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}
