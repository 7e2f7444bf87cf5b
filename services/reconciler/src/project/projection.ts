import type { PublicIds } from '@bloom/kit';
import type { Change } from '../ports.ts';

/** Whose record it is, by Halaxy's id; and when it is projected, milliseconds UTC. */
export type About = {
  readonly practice: string;
  readonly halaxyId: string;
  readonly ids: PublicIds;
  readonly nowMs: number;
};

/** What a projection did, beside its writes. */
export type Projection = {
  /** What screens may have to show again. */
  readonly changes: readonly Change[];
  /** Records that are named and not held yet: they are read next. */
  readonly wanted: readonly { readonly type: string; readonly id: string }[];
  /** Codes of what could not be read in the record. */
  readonly faults: readonly string[];
};

export const nothingToProject: Projection = { changes: [], wanted: [], faults: [] };
