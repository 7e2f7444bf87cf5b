import type { SessionsElsewhere } from './sessions-elsewhere.ts';

/** What a practice keeps of a client in Bloom alone, and screens show or figures count. Private notes are neither. */
export type ClientOwn = {
  readonly presentingIssues: readonly string[];
  readonly sessionsElsewhere: SessionsElsewhere | null;
};

/** What of other views follows from a change of a client's own fields. */
export type OwnChange = {
  /** Sessions of the client show something else. */
  readonly sessions: boolean;
  /** Figures of practitioners count something else. */
  readonly figures: boolean;
};

/** Decides what else is to be shown again: after a change of private notes alone, nothing. */
export function decideOwnChange(before: ClientOwn, after: ClientOwn): OwnChange {
  const figures =
    before.sessionsElsewhere?.year !== after.sessionsElsewhere?.year ||
    before.sessionsElsewhere?.count !== after.sessionsElsewhere?.count;
  const issues = JSON.stringify(before.presentingIssues) !== JSON.stringify(after.presentingIssues);
  return { sessions: issues || figures, figures };
}
