import type { ToldAnswer } from '@bloom/contracts';

/**
 * Two subscriptions of one page as one: to the person's own channel, which was asked for first, and to the
 * day's. Both have to be whole for the page to be. A gateway that never grants one's own channel does not
 * keep the day from being live.
 */
export function answerOfBoth(own: ToldAnswer, day: ToldAnswer): ToldAnswer {
  if (!day.ok) return day;
  if (!own.ok) return isForGood(own) ? day : own;
  // The day's position was told last: everything before it was sent on both channels.
  return {
    ...day,
    recovered: own.recovered && day.recovered,
    // Of a session, one's own channel knows nothing: it would be gone from there.
    changes: [...own.changes.filter(({ kind }) => kind === 'edit'), ...day.changes],
  };
}

/** Whether asking again for the channel would be answered in the same way. */
export function isForGood(answer: ToldAnswer): boolean {
  return !answer.ok && (answer.code === 'CHANNEL_FORBIDDEN' || answer.code === 'CHANNEL_UNKNOWN');
}
