import { answerApi } from './api/serve.ts';
import { acts } from './control/acts.ts';
import type { FaultRule, Settings } from './control/faults.ts';
import type { JsonObject } from './json.ts';
import { createNetwork } from './network.ts';
import { renderReferences } from './references.ts';
import type { BaseClock } from './sim-clock.ts';
import { createSimClock } from './sim-clock.ts';
import { type Deliver, webhookEvents } from './webhooks/webhooks.ts';
import type { Size } from './world/sizes.ts';

const base = 'http://halaxy.test/main/';

type Asked = {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
};
type Answered = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
};

export type InProcessHalaxy = ReturnType<typeof openInProcess>;

/** The made-up Halaxy without sockets, for tests under a clock of their own. All eight webhooks are set up. */
export function openInProcess(options: { seed: number; size: Size; clock: BaseClock; deliver: Deliver }) {
  const clock = createSimClock(options.clock);
  const targets = webhookEvents.map((event) => ({ event, url: `in-process/${event}` }));
  const network = createNetwork({ ...options, clock, base: () => base, targets });

  return {
    base,
    /** Answers a request; undefined where the connection was dropped or cut. */
    async request({ method, url, headers, body = '' }: Asked): Promise<Answered | undefined> {
      const { answer, cutAfter } = await answerApi(
        { network, base, url: new URL(url) },
        { method, headers, text: body },
      );
      if (!answer || cutAfter !== undefined) return undefined;
      const date = new Date(clock.now()).toUTCString();
      const text = answer.body === undefined ? '' : JSON.stringify(answer.body);
      return { status: answer.status, headers: { date, ...answer.headers }, body: text };
    },
    /** What a person does at a screen. @throws Error when it cannot be done */
    act(name: string, fields: JsonObject) {
      const { store, nextId } = network;
      const act = acts[name];
      if (!act) throw new Error(`there is no act ${name}`);
      return act({ store, clock, nextId }, fields, { who: 'a person', via: 'screen' });
    },
    faults(wanted: {
      rules?: FaultRule[];
      settings?: Partial<Settings>;
      clear?: boolean;
      revokeTokens?: boolean;
    }): void {
      if (wanted.clear) network.faults.clear();
      network.faults.add(wanted.rules ?? []);
      network.faults.change(wanted.settings ?? {});
      if (wanted.revokeTokens) network.tokens.revokeAll();
    },
    /** Every record of a type as the API shows it, in order of id. */
    list(type: string): JsonObject[] {
      network.attendDue();
      return network.store.list(type).map((one) => renderReferences(one as never, base) as JsonObject);
    },
    /** Whose record an id names now: another's, after a merge. */
    ownerOf: (type: string, id: string): string | undefined => network.store.get(type, id)?.id,
    /** Lets due notifications go, and what Halaxy does by itself happen. */
    catchUp(): void {
      network.attendDue();
      network.webhooks.catchUp();
    },
    settled: () => network.webhooks.settled(),
    ledger: network.ledger,
  };
}
