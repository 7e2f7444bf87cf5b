import type { Begun, Draft } from './draft.ts';
import type { RunningEdits } from './run-edits.ts';

/** What each of a row's editors is given. */
export type EditProps = {
  /** What it would begin on: the session as it is shown. */
  readonly begun: Begun;
  /** What is being written in the row, whichever field it is of. */
  readonly draft: Draft | undefined;
  readonly desk: RunningEdits;
};
