import { readChangeKind } from '@bloom/contracts';
import type { TailedChange } from '../ports.ts';
import type { Nudge } from '../ring/nudge.ts';

/** A change with its place. Of a kind that we do not know yet, and of rights, nothing is shown on any channel. */
export function readChange({ message, partition, offset, timestampMs }: TailedChange): Nudge {
  const kind = readChangeKind(message.kind);
  const shown = kind !== undefined && kind !== 'access';
  return {
    practice: message.practiceId,
    kind: message.kind,
    id: message.id,
    channels: shown ? message.channels : [],
    partition,
    offset: Number(offset),
    timestampMs,
    committedAtMs: message.committedAt?.getTime(),
  };
}
