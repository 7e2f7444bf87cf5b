import { isExpired, writeLivesMs } from '@bloom/domain';
import type { EncodedMessage, Lease, WriteDocument } from '@bloom/store';
import type { WriterPorts } from '../ports.ts';
import type { SeenResource } from './carrier.ts';

/**
 * Saves a step of an edit with what is to be announced: to people, that it moved; to our record, what was read when it was
 * over.
 */
export function createSaveStep(ports: WriterPorts) {
  const { writes, clock, events } = ports;

  async function messagesOf(
    before: WriteDocument,
    next: WriteDocument,
    seen: SeenResource | undefined,
  ): Promise<EncodedMessage[]> {
    const { practice: practiceId, _id: editId } = next;
    const leaves = before.deliveries === 0 && next.deliveries === 1;
    const isNews = next.over || leaves || next.lost.length > before.lost.length;
    return Promise.all([
      ...(isNews ? [ports.announceMoved({ practiceId, editId })] : []),
      ...(next.over && seen ? [ports.announceObserved(observedBy(next, seen))] : []),
    ]);
  }

  /** @returns the row as it stands; undefined when it moved meanwhile. @throws BloomError LEASE_LOST */
  return async function saveStep(
    before: WriteDocument,
    next: WriteDocument,
    lease: Lease,
    seen?: SeenResource,
  ): Promise<WriteDocument | undefined> {
    const nowMs = clock.nowMs();
    // Its day ends at its hour, however long it was told to wait.
    const endsAtMs = next.sinceMs + writeLivesMs;
    const dueAtMs = isExpired(next, endsAtMs) ? Math.min(next.dueAtMs, endsAtMs) : next.dueAtMs;
    const messages = await messagesOf(before, next, seen);
    const saved = await writes.save({ ...next, dueAtMs }, lease, { nowMs, messages });
    if (saved === undefined) return undefined;
    ports.committed(saved.rows);
    if (saved.write.over) events.writeOver(next.practice, next.wish.kind, next.state, nowMs - next.sinceMs);
    return saved.write;
  };
}

/** An edit that ended with all or some of it in Halaxy is settled by the read that showed so. */
function observedBy(write: WriteDocument, { type, id, resource, from, to }: SeenResource) {
  const { practice: practiceId, wish, seq, state } = write;
  const isCarried = state === 'saved' || state === 'conflict';
  const changes = wish.kind === 'session' || wish.kind === 'patient';
  return {
    practiceId,
    editId: write._id,
    type,
    id,
    ...(resource === undefined ? {} : { contentJson: JSON.stringify(resource) }),
    from: BigInt(from),
    to: BigInt(to),
    settlesSeq: isCarried && changes ? seq : 0,
    ...(isCarried && !changes ? { bornOf: write._id } : {}),
    ...(isCarried && wish.kind === 'booking' ? { bornFor: wish.halaxy.patientId } : {}),
  };
}
