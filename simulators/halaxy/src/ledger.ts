import type { Json } from './json.ts';

/** One field that changed: who did it, when (ISO instant), what it was and what it is. */
export type Effect = {
  at: string;
  who: string;
  requestId: string | null;
  action: 'create' | 'update' | 'delete';
  resource: string;
  id: string;
  field: string;
  before: Json;
  after: Json;
};
/** One request to `/main/`. `status` 0 means the connection was cut before an answer. */
export type RequestLine = {
  id: string;
  at: string;
  client: string | null;
  method: string;
  path: string;
  status: number;
  body: Json;
};
/** One attempt to notify a webhook. `status` 0: nothing answered; null: dropped on purpose. */
export type DeliveryLine = {
  at: string;
  event: string;
  url: string;
  eventId: string;
  focus: string;
  status: number | null;
};

export type Ledger = ReturnType<typeof createLedger>;

const LINES_MAX = 100_000;

/** What happened, in order. Each list keeps its newest hundred thousand lines. */
export function createLedger() {
  const effects: Effect[] = [];
  const requests: RequestLine[] = [];
  const deliveries: DeliveryLine[] = [];
  const add = <T>(list: T[], line: T) => {
    list.push(line);
    if (list.length > LINES_MAX) list.splice(0, LINES_MAX / 10);
  };
  return {
    effects,
    requests,
    deliveries,
    addEffect: (line: Effect) => add(effects, line),
    addRequest: (line: RequestLine) => add(requests, line),
    addDelivery: (line: DeliveryLine) => add(deliveries, line),
    clear() {
      for (const list of [effects, requests, deliveries]) list.length = 0;
    },
  };
}
