import type { Write, WriteReason } from '@bloom/domain';
import type { EditWish, LostField } from '../edits/documents.ts';

/** An edit on its way to Halaxy: what the machine knows of it, and what it is carried with. `_id` is the edit's id. */
export type WriteDocument = Write & {
  readonly _id: string;
  readonly practice: string;
  readonly target: string;
  readonly seq: number;
  readonly wish: EditWish;
  /** Grows with each save: what a save was decided upon must still stand. */
  readonly v: number;
  readonly over: boolean;
  /** The first of its target that is not over: only this one is carried. */
  readonly head: boolean;
  /** Of the fields in `lost`: what was wanted and what Halaxy has. */
  readonly lostFields: readonly LostField[];
  /** Of an edit that makes a record: those that could be it and were there before; null = not looked yet. */
  readonly known: readonly string[] | null;
  /** Which record it made, by Halaxy's id. */
  readonly resourceId: string | null;
  /** `<type>|<resourceId>`, or else the edit's own id: no two edits of a practice are bound to one record. */
  readonly bound: string;
  /** The code of the last error on the way. */
  readonly lastError: string | null;
  /** When it was over, as a date, by which MongoDB forgets it. */
  readonly overAt?: Date;
};

/** How far the edits of a target are. `_id` = practice|target. */
export type WriteTargetDocument = {
  readonly _id: string;
  readonly practice: string;
  /** The place of the last edit that is over: the next one may be carried. */
  readonly endedSeq: number;
};

/** An edit that was given up. `_id` is the edit's id. No values: these stand in the edit. */
export type DeadLetterDocument = {
  readonly _id: string;
  readonly practice: string;
  readonly kind: EditWish['kind'];
  readonly reason: WriteReason;
  readonly lastError: string | null;
  readonly deliveries: number;
  readonly sinceMs: number;
  readonly givenUpAtMs: number;
  readonly state: 'waiting' | 'replayed' | 'discarded';
  readonly decidedBy: string | null;
  readonly note: string | null;
};
