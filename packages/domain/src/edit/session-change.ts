import type { Span } from '../dashboard/shown-status.ts';
import {
  isStatusAsSeen,
  isStatusDone,
  type StatusNow,
  type StatusSeen,
  type StatusWish,
} from './status-wish.ts';

/** The fields of a session that Halaxy can store. Start and end are one, status and charge are one. */
export const sessionFields = ['comment', 'time', 'status'] as const;

export type SessionField = (typeof sessionFields)[number];

/** What a person wants of a session. */
export type SessionChange = {
  /** '' takes it away. */
  readonly comment?: string;
  readonly time?: Span;
  readonly status?: StatusWish;
};

/** What the person saw of each field that they changed. */
export type SessionBase = {
  readonly comment?: string | null;
  readonly time?: Span;
  readonly status?: StatusSeen;
};

/** What Halaxy has, as one read showed it. */
export type SessionNow = {
  readonly comment: string | null;
  readonly time: Span;
  readonly status: StatusNow;
};

/** Whether a field is as it is wanted. A field that is not wanted is not done. */
export function isSessionFieldDone(field: SessionField, now: SessionNow, wanted: SessionChange): boolean {
  switch (field) {
    case 'comment':
      return wanted.comment !== undefined && sameText(now.comment, wanted.comment);
    case 'time':
      return wanted.time !== undefined && sameSpan(now.time, wanted.time);
    case 'status':
      return wanted.status !== undefined && isStatusDone(now.status, wanted.status);
  }
}

/** Whether a field is as the person saw it. One that they did not see is not. */
export function isSessionFieldAsSeen(field: SessionField, now: SessionNow, base: SessionBase): boolean {
  switch (field) {
    case 'comment':
      return base.comment !== undefined && sameText(now.comment, base.comment);
    case 'time':
      return base.time !== undefined && sameSpan(now.time, base.time);
    case 'status':
      return base.status !== undefined && isStatusAsSeen(now.status, base.status);
  }
}

/** Whether a later edit saw what an earlier one wanted: its values stand in for what Halaxy had. */
export function sawWish(field: SessionField, base: SessionBase, wish: SessionChange): boolean {
  switch (field) {
    case 'comment':
      return base.comment !== undefined && wish.comment !== undefined && sameText(base.comment, wish.comment);
    case 'time':
      return base.time !== undefined && wish.time !== undefined && sameSpan(base.time, wish.time);
    case 'status':
      return base.status !== undefined && base.status === wish.status?.status;
  }
}

/** Text is the same in whichever form of Unicode it came; no text and none at all are the same. */
export function sameText(a: string | null, b: string | null): boolean {
  return (a ?? '').normalize('NFC') === (b ?? '').normalize('NFC');
}

function sameSpan(a: Span, b: Span): boolean {
  return a.startMs === b.startMs && a.endMs === b.endMs;
}
