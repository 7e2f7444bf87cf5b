import { ResourceNotified } from '@bloom/proto';
import { defineTopic } from './define-topic.ts';

/**
 * Something about these resources changed at Halaxy; what, we must go and read. Keyed by practice, so
 * that one pod reads for one practice, in whole batches. Fields are only ever added.
 */
export const resourceNotified = defineTopic({
  name: 'halaxy.notifications.v1',
  owners: ['webhook-ingest'],
  readers: ['reconciler'],
  doc: 'Something about these resources changed at Halaxy. No values: they are read again.',
  type: 'bloom.events.v1.ResourceNotified',
  message: ResourceNotified,
  practiceOf: ({ practiceId }) => practiceId,
  retention: { hours: 7 * 24 },
});
