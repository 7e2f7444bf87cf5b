import { type Change, entityChanged } from '@bloom/contracts';
import type { Broker } from './broker.ts';
import type { EncodedRecord } from './log.ts';

/** Makes announcements of changes ready for an outbox, as committed now by the clock of whoever saves them. */
export function encodeChanges(
  broker: Pick<Broker, 'encode'>,
  practiceId: string,
  changes: readonly Change[],
  nowMs: number,
): Promise<EncodedRecord[]> {
  const committedAt = new Date(nowMs);
  return Promise.all(
    changes.map(({ kind, id, channels }) =>
      broker.encode(entityChanged, { practiceId, kind, id, channels: [...channels], committedAt }),
    ),
  );
}
