import { SlicesDue } from '@bloom/proto';
import { defineTopic } from './define-topic.ts';

/** A run has slices to work on. The slices themselves are rows: this only saves waiting for the next look. */
export const slicesDue = defineTopic({
  name: 'bloom.sync-tasks.v1',
  owners: ['reconciler'],
  readers: ['reconciler'],
  doc: 'A run has slices to work on. The work itself stands in the store.',
  type: 'bloom.events.v1.SlicesDue',
  message: SlicesDue,
  practiceOf: ({ practiceId }) => practiceId,
  retention: { hours: 7 * 24 },
});
