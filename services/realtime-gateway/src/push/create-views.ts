import type { Clock } from '@bloom/kit';
import type { GatewayEvents } from '../events.ts';
import type { ComposedView, ComposeViews } from '../ports.ts';
import type { ChangedEntity } from '../ring/change-ring.ts';

export const entitiesPerCallMax = 200;

const heldMax = 10_000;
/** Some fields follow the clock: a view this old is put together again. */
const freshForMs = 5_000;

type Held = { readonly view: ComposedView; readonly asOf: number; readonly atMs: number };
type Asked = { readonly asOf: number; readonly answer: Promise<ComposedView> };

/**
 * The views that this process shows. Each is composed once for a change, whoever asks for it; and none is ever
 * answered that is older than what was answered before (I4), however late its composer's answer came.
 */
export function createViews(ports: {
  readonly compose: ComposeViews;
  readonly clock: Clock;
  readonly events: Pick<GatewayEvents, 'viewsComposed'>;
}) {
  const { clock } = ports;
  const held = new Map<string, Held>();
  const asked = new Map<string, Asked>();

  /** Keeps the newer of what is known and what has come. */
  function keep(key: string, view: ComposedView, asOf: number): ComposedView {
    const known = held.get(key);
    if (known && known.view.revision > view.revision) return known.view;
    held.delete(key);
    held.set(key, { view, asOf: Math.max(asOf, known?.asOf ?? asOf), atMs: clock.monotonicMs() });
    for (const oldest of held.keys()) {
      if (held.size <= heldMax) break;
      held.delete(oldest);
    }
    return view;
  }

  function ready(key: string, offset: number): Promise<ComposedView> | undefined {
    const known = held.get(key);
    if (known && known.asOf >= offset && clock.monotonicMs() - known.atMs < freshForMs)
      return Promise.resolve(known.view);
    const under = asked.get(key);
    return under && under.asOf >= offset ? under.answer : undefined;
  }

  function ask(practice: string, wanted: readonly (ChangedEntity & { readonly key: string })[]): void {
    const begunMs = clock.monotonicMs();
    const answers = ports.compose(
      practice,
      wanted.map(({ kind, id }) => ({ kind, id })),
    );
    wanted.forEach(({ key, kind, id, offset }, at) => {
      const answer = answers.then((views) =>
        keep(key, views[at] ?? { kind, id, revision: 0, channels: [] }, offset),
      );
      const mine = { asOf: offset, answer };
      asked.set(key, mine);
      const forget = (): void => {
        if (asked.get(key) === mine) asked.delete(key);
      };
      answer.then(forget, forget);
    });
    answers.then(
      (views) => ports.events.viewsComposed(views.length, clock.monotonicMs() - begunMs),
      () => undefined,
    );
  }

  return {
    /**
     * The views of these entities in that order, each at least as new as the nudge at its `offset`.
     *
     * @throws BloomError what the composer raised; nothing is known then
     */
    async current(practice: string, wanted: readonly ChangedEntity[]): Promise<ComposedView[]> {
      const keyed = wanted.map((entity) => ({
        ...entity,
        key: JSON.stringify([practice, entity.kind, entity.id]),
      }));
      const missing = keyed.filter(({ key, offset }) => !ready(key, offset));
      for (let at = 0; at < missing.length; at += entitiesPerCallMax)
        ask(practice, missing.slice(at, at + entitiesPerCallMax));
      const answers = keyed.map(({ key, offset }) => ready(key, offset));
      return Promise.all(answers.flatMap((answer) => (answer ? [answer] : [])));
    },
  };
}

export type Views = ReturnType<typeof createViews>;
