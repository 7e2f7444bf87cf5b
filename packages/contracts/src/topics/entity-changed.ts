import { EntityChanged } from '@bloom/proto';
import { defineTopic } from './define-topic.ts';

/** The kinds of things that are shown again; `access` is about a user's rights and is shown to nobody. */
export const changeKinds = [
  'session',
  'client',
  'invoice',
  'figures',
  'edit',
  'own',
  'run',
  'access',
] as const;

export type ChangeKind = (typeof changeKinds)[number];

/** Something that screens may have to show again, and the channels that showed it or will. */
export type Change = { readonly kind: ChangeKind; readonly id: string; readonly channels: readonly string[] };

/** Of a kind that a later version has added, nothing is known here: the nudge is passed over. */
export function readChangeKind(kind: string): ChangeKind | undefined {
  return changeKinds.find((known) => known === kind);
}

/** Show this again. Level-triggered: whoever shows it asks for what it is now, so late and doubled ones are harmless. */
export const entityChanged = defineTopic({
  name: 'bloom.changes.v1',
  owners: ['reconciler', 'dashboard-api'],
  readers: ['realtime-gateway', 'dashboard-api'],
  doc: 'Show this again: a kind, an id and the channels concerned before or after. No values.',
  type: 'bloom.events.v1.EntityChanged',
  message: EntityChanged,
  practiceOf: ({ practiceId }) => practiceId,
  retention: { hours: 24 },
});
