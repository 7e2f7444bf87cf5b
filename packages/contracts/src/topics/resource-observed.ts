import { ResourceObserved } from '@bloom/proto';
import { defineTopic } from './define-topic.ts';

/**
 * What halaxy-writer read of a record while it carried an edit: the reconciler folds it in as any other read, and then
 * knows the edit to be in Halaxy. Confidential, for it bears the record.
 */
export const resourceObserved = defineTopic({
  name: 'halaxy.observations.v1',
  owners: ['halaxy-writer'],
  readers: ['reconciler'],
  doc: 'A record as halaxy-writer read it, with its read interval and the edit that it settles.',
  type: 'bloom.events.v1.ResourceObserved',
  message: ResourceObserved,
  practiceOf: ({ practiceId }) => practiceId,
  retention: { hours: 7 * 24 },
  confidential: true,
});
