import { EditMoved } from '@bloom/proto';
import { defineTopic } from './define-topic.ts';

/** An edit moved on its way to Halaxy. Where it stands is looked up: late, doubled and reordered ones do no harm. */
export const editMoved = defineTopic({
  name: 'bloom.edit-outcomes.v1',
  owners: ['halaxy-writer'],
  readers: ['dashboard-api'],
  doc: 'An edit moved on its way to Halaxy. Where it stands is in the store.',
  type: 'bloom.events.v1.EditMoved',
  message: EditMoved,
  practiceOf: ({ practiceId }) => practiceId,
  retention: { hours: 7 * 24 },
});
