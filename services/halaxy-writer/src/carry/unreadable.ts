import { unreadable, type WriteEvent } from '@bloom/domain';
import type { SeenResource } from './carrier.ts';

/** Whether a record is there and cannot be read: that says nothing of it, so it is looked at again later (law I14). */
export function isUnreadable({ type, resource }: SeenResource): boolean {
  return resource !== undefined && unreadable(type, resource) !== undefined;
}

export const lookLater: WriteEvent = { kind: 'held', waitMs: 60_000 };
