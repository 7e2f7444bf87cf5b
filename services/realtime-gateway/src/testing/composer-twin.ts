import { BloomError } from '@bloom/kit';
import type { ComposedView, ComposeViews } from '../ports.ts';
import type { MemoryTopic } from './memory-topic.ts';

type Held = { revision: number; channels: readonly string[]; view: object | undefined };

/** Records, and who composes their views: a change raises the revision and is announced as a service would. */
export function createComposerTwin(topic: MemoryTopic) {
  const records = new Map<string, Held>();
  const keyOf = (practice: string, kind: string, id: string): string => `${practice} ${kind} ${id}`;
  const calls: { readonly practice: string; readonly ids: readonly string[] }[] = [];
  const controls = {
    /** Set: every call fails with it. */
    failing: undefined as BloomError | undefined,
    /** Ids that cannot be composed. */
    poison: new Set<string>(),
    /** Awaited before an answer, after the records were read: a slow answer is an old one. */
    delay: undefined as ((ids: readonly string[]) => Promise<void>) | undefined,
  };

  const compose: ComposeViews = async (practice, entities) => {
    const ids = entities.map(({ id }) => id);
    calls.push({ practice, ids });
    if (controls.failing) throw controls.failing;
    if (ids.some((id) => controls.poison.has(id))) throw new BloomError('INTERNAL', 'it cannot be composed');
    const views = entities.map(({ kind, id }): ComposedView => {
      const held = records.get(keyOf(practice, kind, id));
      const viewJson = held?.view && JSON.stringify(held.view);
      return { kind, id, revision: held?.revision ?? 0, viewJson, channels: held?.view ? held.channels : [] };
    });
    await controls.delay?.(ids);
    return views;
  };

  return {
    compose,
    calls,
    controls,
    /** Changes a record and announces it on its channels before and after. `view: undefined` deletes it. */
    change(
      practice: string,
      id: string,
      channels: readonly string[],
      view: object | undefined = {},
      kind = 'session',
    ): number {
      const key = keyOf(practice, kind, id);
      const before = records.get(key);
      const revision = (before?.revision ?? 0) + 1;
      records.set(key, { revision, channels, view: view && { id, revision, ...view } });
      topic.write({ practice, kind, id, channels: [...new Set([...(before?.channels ?? []), ...channels])] });
      return revision;
    },
    held: (practice: string, id: string): Held | undefined => records.get(keyOf(practice, 'session', id)),
    away: (): void => {
      controls.failing = new BloomError('SERVICE_UNREACHABLE');
    },
    back: (): void => {
      controls.failing = undefined;
    },
  };
}

export type ComposerTwin = ReturnType<typeof createComposerTwin>;
