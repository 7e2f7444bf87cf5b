/** The group in which this service reads; never renamed: a new name reads its topic from the beginning. */
export const groups = { takeEdits: 'halaxy-writer.take-edits' } as const;

export const consumerGroups: readonly string[] = Object.values(groups);
