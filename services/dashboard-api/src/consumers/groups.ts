/** The groups in which this service reads; never renamed: a new name reads its topic from the beginning. */
export const groups = {
  followEdits: 'dashboard-api.follow-edits',
  settleEdits: 'dashboard-api.settle-edits',
} as const;

export const consumerGroups: readonly string[] = Object.values(groups);
