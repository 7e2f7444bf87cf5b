import { EditAccepted } from '@bloom/proto';
import { defineTopic } from './define-topic.ts';

/** Edits of a record wait to be carried to Halaxy. The edits themselves are rows: this only saves waiting for the next look. */
export const editAccepted = defineTopic({
  name: 'bloom.edits.v1',
  owners: ['dashboard-api'],
  readers: ['halaxy-writer'],
  doc: 'Edits of a record were accepted. What they want stands in the store.',
  type: 'bloom.events.v1.EditAccepted',
  message: EditAccepted,
  practiceOf: ({ practiceId }) => practiceId,
  retention: { hours: 7 * 24 },
});
