import type { Answer } from '../http.ts';
import { isObject, type Json, type JsonObject, textOf } from '../json.ts';
import type { Network } from '../network.ts';
import { type WebhookEvent, webhookEvents } from '../webhooks/webhooks.ts';
import { isSize, type Size, sizeNames } from '../world/sizes.ts';
import { ActError, acts } from './acts.ts';
import { type FaultRule, faultKinds, type Settings } from './faults.ts';

export type ControlPorts = { network(): Network; reset(wanted: { seed: number; size: Size }): void };
type Handler = (ports: ControlPorts, body: JsonObject, query: URLSearchParams) => Json | Promise<Json>;

const routes: Record<string, Handler> = {
  'POST act': ({ network }, body) => {
    const act = Object.hasOwn(acts, textOf(body.act)) ? acts[textOf(body.act)] : undefined;
    if (!act) throw new ActError(`act must be one of ${Object.keys(acts).join(', ')}`);
    return act(network(), body, { who: `screen:${textOf(body.who) || 'reception'}`, via: 'screen' });
  },
  'POST faults': ({ network }, body) => {
    const { faults, tokens, webhooks } = network();
    if (body.clear === true) faults.clear();
    if (Array.isArray(body.rules)) faults.add(body.rules.map(faultRule));
    if (isObject(body.settings)) {
      const unknown = Object.keys(body.settings).filter((name) => !(name in faults.settings));
      if (unknown.length > 0) throw new ActError(`Unknown settings: ${unknown.join(', ')}`);
      faults.change(body.settings as unknown as Partial<Settings>);
    }
    if (body.revokeTokens === true) tokens.revokeAll();
    webhooks.catchUp();
    return { rules: faults.rules as unknown as Json, settings: faults.settings as unknown as Json };
  },
  'POST clock': ({ network }, body) => {
    const { clock, attendDue, webhooks } = network();
    if (typeof body.set === 'string') {
      if (Number.isNaN(Date.parse(body.set))) throw new ActError('set must be a time with an offset');
      clock.freeze(Date.parse(body.set));
    }
    if (body.freeze === true) clock.freeze(clock.now());
    if (typeof body.advanceSeconds === 'number') clock.advance(body.advanceSeconds * 1000);
    if (body.run === true) clock.run();
    attendDue();
    webhooks.catchUp();
    return { now: new Date(clock.now()).toISOString(), frozen: clock.frozen() };
  },
  'GET ledger': ({ network }, _body, query) => {
    const { effects, requests, deliveries } = network().ledger;
    const since = query.get('since') ?? '';
    const after = <T extends { at: string }>(lines: T[]) =>
      lines.filter(({ at }) => at >= since) as unknown as Json;
    return { effects: after(effects), requests: after(requests), deliveries: after(deliveries) };
  },
  'POST reset': ({ reset, network }, body) => {
    const { seed, size } = network();
    if (body.size !== undefined && !isSize(body.size))
      throw new ActError(`size must be one of ${sizeNames.join(', ')}`);
    const wanted = {
      seed: typeof body.seed === 'number' ? body.seed : seed,
      size: isSize(body.size) ? body.size : size,
    };
    reset(wanted);
    return wanted;
  },
  'POST webhooks': ({ network }, body) => {
    const { webhooks } = network();
    const event = webhookEvents.find((one) => one === body.event);
    if (!event || !URL.canParse(textOf(body.url)))
      throw new ActError(`event must be one of ${webhookEvents.join(', ')}, url a URL`);
    const secret = textOf(body.secret) || undefined;
    const made = webhooks.register({ event: event satisfies WebhookEvent, url: textOf(body.url), secret });
    return { subscriptionId: made.subscriptionId, topicId: made.topicId };
  },
  'GET webhooks': ({ network }) =>
    network().webhooks.targets.map(({ event, url, subscriptionId, topicId }) => ({
      event,
      url,
      subscriptionId,
      topicId,
    })),
  'DELETE webhooks': ({ network }) => {
    network().webhooks.forgetTargets();
    return {};
  },
  'POST settle': async ({ network }) => {
    await network().webhooks.settled();
    return { waiting: network().webhooks.waiting() };
  },
};

/** A mistyped fault would make a test pass by disturbing nothing. */
function faultRule(given: Json): FaultRule {
  const known = isObject(given) && faultKinds.some((kind) => kind === given.kind);
  if (!known) throw new ActError(`A rule's kind must be one of ${faultKinds.join(', ')}`);
  return given as unknown as FaultRule;
}

/** Answers one request below `/_control/`. */
export async function control(
  ports: ControlPorts,
  name: string,
  body: Json | undefined,
  query: URLSearchParams,
): Promise<Answer> {
  const handler = Object.hasOwn(routes, name) ? routes[name] : undefined;
  if (!handler) return { status: 404, body: { error: `No ${name}` } };
  try {
    return { status: 200, body: await handler(ports, isObject(body) ? body : {}, query) };
  } catch (error) {
    if (error instanceof ActError) return { status: 422, body: { error: error.message } };
    throw error;
  }
}
