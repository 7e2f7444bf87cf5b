import { canonicalRecord, type Mirror, type Observation, parseInstant } from '@bloom/domain';
import { type MirrorDocument, mirrorId, type Origin } from '@bloom/store';

/** What one read said of one record; `record` undefined = confirmed gone. */
export type SeenRecord = {
  readonly practice: string;
  readonly type: string;
  readonly id: string;
  readonly record: Readonly<Record<string, unknown>> | undefined;
  readonly read: { readonly from: number; readonly to: number };
  /** The second look at an older `lastUpdated`. */
  readonly settled?: boolean;
  /** What it was read for. */
  readonly source: Origin['source'];
  /** Of source `edit`: which. */
  readonly editId?: string;
  /** The place of the edit that it shows to be in Halaxy; 0 or absent = of none. */
  readonly settlesSeq?: number;
  /** The edit that made the record. */
  readonly bornOf?: MirrorDocument['bornOf'] | null;
  /** Of a patient who is gone: into whom Halaxy merged them. */
  readonly mergedInto?: string;
  /** Nobody is told: a first sync announces its run alone. */
  readonly quiet?: boolean;
};

/** What one read said, as the merge takes it. */
export function observationOf({ record, read }: Pick<SeenRecord, 'record' | 'read'>): Observation {
  if (record === undefined) return { read, lastUpdatedMs: undefined, content: { gone: true } };
  const { meta } = record;
  const updated =
    typeof meta === 'object' && meta !== null ? (meta as { lastUpdated?: unknown }).lastUpdated : undefined;
  return { read, lastUpdatedMs: parseInstant(updated), content: canonicalRecord(record) };
}

/** A mirror as the merge takes it. */
export function mirrorOf({ from, to, content, lastUpdatedMs }: MirrorDocument): Mirror {
  return { read: { from, to }, lastUpdatedMs, content: content ?? { gone: true } };
}

/** What edits left on a mirror, after this read. */
export function marksOf(
  { settlesSeq = 0, bornOf }: Pick<SeenRecord, 'settlesSeq' | 'bornOf'>,
  held: MirrorDocument | undefined,
): Pick<MirrorDocument, 'settledSeq' | 'bornOf'> {
  const settledSeq = Math.max(held?.settledSeq ?? 0, settlesSeq);
  const born = held?.bornOf ?? bornOf;
  return { ...(settledSeq > 0 ? { settledSeq } : {}), ...(born ? { bornOf: born } : {}) };
}

/** Whether a read tells of an edit what is not known yet. */
export function settlesMore(seen: SeenRecord, held: MirrorDocument | undefined): boolean {
  const isBirth = Boolean(seen.bornOf) && held?.bornOf === undefined;
  return (seen.settlesSeq ?? 0) > (held?.settledSeq ?? 0) || isBirth;
}

type Seen = Pick<SeenRecord, 'practice' | 'type' | 'id' | 'record' | 'settlesSeq' | 'bornOf'>;

/** A mirror as it is kept; `v` is the store's to raise. */
export function documentOf(
  { practice, type, id, record, ...edited }: Seen,
  next: Mirror,
  held: MirrorDocument | undefined,
  nowMs: number,
): MirrorDocument {
  const gone = typeof next.content === 'object';
  const startMs = type === 'Appointment' ? parseInstant(record?.start) : undefined;
  return {
    _id: mirrorId(practice, type, id),
    practice,
    type,
    rid: id,
    v: 0,
    from: next.read.from,
    to: next.read.to,
    readAtMs: nowMs,
    ...(typeof next.content === 'string' ? { content: next.content } : {}),
    ...(next.lastUpdatedMs === undefined ? {} : { lastUpdatedMs: next.lastUpdatedMs }),
    ...(startMs === undefined ? {} : { startMs }),
    ...(gone ? { goneAtMs: held?.goneAtMs ?? nowMs } : {}),
    ...marksOf(edited, held),
  };
}
