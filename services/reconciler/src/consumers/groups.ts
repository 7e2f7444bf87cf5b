/** The groups in which this service reads; never renamed: a new name reads its topic from the beginning. */
export const groups = {
  noteNotified: 'reconciler.note-notified',
  noteSlices: 'reconciler.note-slices',
  noteObserved: 'reconciler.note-observed',
} as const;

export const consumerGroups: readonly string[] = Object.values(groups);
