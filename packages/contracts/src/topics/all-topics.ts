import type { TopicFacts } from './define-topic.ts';
import { entityChanged } from './entity-changed.ts';
import { resourceNotified } from './resource-notified.ts';
import { slicesDue } from './slices-due.ts';

/** Every topic of the house, for whoever creates or documents them. */
export const allTopics: readonly TopicFacts[] = [resourceNotified, slicesDue, entityChanged];
