import { unreadable, type WriteEvent } from '@bloom/domain';
import type { SeenResource } from './carrier.ts';

const waitMs = 60_000;

/** Whether a record is there and cannot be read: that says nothing of it, so it is looked at again later (law I14). */
export function unreadableAgain({ type, resource }: SeenResource): boolean {
  return resource !== undefined && unreadable(type, resource) !== undefined;
}

unreadableAgain.event = { kind: 'held', waitMs } satisfies WriteEvent as WriteEvent;
