import type { TopicFacts } from './define-topic.ts';
import { editAccepted } from './edit-accepted.ts';
import { editMoved } from './edit-moved.ts';
import { entityChanged } from './entity-changed.ts';
import { resourceNotified } from './resource-notified.ts';
import { resourceObserved } from './resource-observed.ts';
import { slicesDue } from './slices-due.ts';

/** Every topic of the house, for whoever creates or documents them. */
export const allTopics: readonly TopicFacts[] = [
  resourceNotified,
  resourceObserved,
  slicesDue,
  editAccepted,
  editMoved,
  entityChanged,
];
