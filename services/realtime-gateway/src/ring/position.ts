/**
 * A place in the stream of changes of one practice. It is opaque to clients: `epoch.partition.offset.timestamp`
 * in base64url, good for any channel of the practice.
 */
export type Position = {
  /** Names the life of the partition: a position of another life means nothing. */
  readonly epoch: string;
  /** The practice's partition; `unknownPartition` while this process has heard nothing of the practice. */
  readonly partition: number;
  /** Everything up to this record has been shown. */
  readonly offset: number;
  /** The record's time in ms; 0 where it is not known. */
  readonly timestampMs: number;
};

export const unknownPartition = -1;

const written = /^([A-Za-z0-9_-]{1,40})\.(-1|\d{1,6})\.(-1|\d{1,16})\.(\d{1,16})$/;

export function formatPosition({ epoch, partition, offset, timestampMs }: Position): string {
  return Buffer.from(`${epoch}.${partition}.${offset}.${timestampMs}`).toString('base64url');
}

/** Reads what a client sent back; undefined for what we never wrote. Total. */
export function parsePosition(text: string): Position | undefined {
  const [, epoch, partition, offset, timestampMs] =
    written.exec(Buffer.from(text, 'base64url').toString('latin1')) ?? [];
  if (epoch === undefined) return undefined;
  return {
    epoch,
    partition: Number(partition),
    offset: Number(offset),
    timestampMs: Number(timestampMs),
  };
}
