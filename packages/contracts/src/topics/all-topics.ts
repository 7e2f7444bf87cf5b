import type { Topic } from './define-topic.ts';
import { entityChanged } from './entity-changed.ts';
import { resourceNotified } from './resource-notified.ts';
import { slicesDue } from './slices-due.ts';

/** Every topic of the house, for whoever creates or documents them. */
export const allTopics: readonly Topic<never>[] = [
  resourceNotified as Topic<never>,
  slicesDue as Topic<never>,
  entityChanged as Topic<never>,
];
