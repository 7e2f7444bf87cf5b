import { BloomError, type Clock } from '@bloom/kit';
import type { EncodedRecord } from './log.ts';

/** One call's records: it ends when none is left, or when its time is over. */
type Call = { left: number; over: boolean; end(error?: BloomError): void };
type Item = { readonly record: EncodedRecord; readonly bytes: number; readonly call: Call };

export type SendQueueOptions = {
  /** One attempt at one batch. */
  readonly send: (records: readonly EncodedRecord[]) => Promise<void>;
  readonly clock: Clock;
  readonly onFailure?: (failures: number) => void;
  /** What may wait at once; a call beyond either is refused. */
  readonly waitingMax?: number;
  readonly waitingBytesMax?: number;
  readonly batchMax?: number;
  readonly batchBytesMax?: number;
};

/** Kafka takes 1 MB in a request by default; a sealed payload and headers need room beside it. */
const recordBytesMax = 900_000;
const pauseMs = { first: 50, max: 500 };

/**
 * Sends what concurrent callers hand over as few large batches, one at a time and in order. While sending fails
 * it goes on trying, and each caller waits no longer than it said.
 */
export function createSendQueue({
  send,
  clock,
  onFailure = () => undefined,
  waitingMax = 20_000,
  waitingBytesMax = 32_000_000,
  batchMax = 2_000,
  batchBytesMax = 800_000,
}: SendQueueOptions) {
  let waiting: Item[] = [];
  let waitingBytes = 0;
  let inFlight: readonly Item[] = [];
  let failures = 0;
  let draining: Promise<void> | undefined;
  let closed = false;

  function forgetAbandoned(): void {
    waiting = waiting.filter((item) => !item.call.over);
    waitingBytes = sizeOf(waiting) + sizeOf(inFlight);
  }

  /** While sending fails, one topic at a time and in turn: a topic that cannot be sent to holds up no other. */
  function take(): Item[] {
    forgetAbandoned();
    const topics = failures > 0 ? [...new Set(waiting.map(({ record }) => record.topicName))] : [];
    const only = topics[failures % topics.length];
    const batch: Item[] = [];
    let bytes = 0;
    waiting = waiting.filter((item) => {
      const fits = batch.length < batchMax && (batch.length === 0 || bytes + item.bytes <= batchBytesMax);
      if (!fits || (only !== undefined && item.record.topicName !== only)) return true;
      batch.push(item);
      bytes += item.bytes;
      return false;
    });
    return batch;
  }

  async function drain(): Promise<void> {
    // What is handed over in the same turn of the event loop goes in the same batch.
    await new Promise((resolve) => setImmediate(resolve));
    for (inFlight = take(); inFlight.length > 0; inFlight = take()) {
      try {
        await send(inFlight.map(({ record }) => record));
        failures = 0;
        for (const { call } of inFlight) {
          call.left -= 1;
          if (call.left === 0) call.end();
        }
      } catch {
        failures += 1;
        onFailure(failures);
        waiting = [...inFlight, ...waiting];
        await clock.sleep(Math.min(pauseMs.first * 2 ** (failures - 1), pauseMs.max));
      }
      inFlight = [];
    }
    // In the same turn as the last look: a caller who goes on from here finds either a drain or none.
    draining = undefined;
  }

  function accept(records: readonly EncodedRecord[]): Item['bytes'][] {
    if (closed) throw new BloomError('BROKER_UNAVAILABLE', 'the connection is closed');
    const sizes = records.map(recordBytes);
    if (sizes.some((bytes) => bytes > recordBytesMax))
      throw new BloomError('MESSAGE_TOO_LARGE', `over ${recordBytesMax} bytes`);
    const bytes = sizes.reduce((sum, size) => sum + size, 0);
    const isFull = () =>
      waiting.length + inFlight.length + records.length > waitingMax ||
      waitingBytes + bytes > waitingBytesMax;
    if (isFull()) forgetAbandoned();
    if (isFull()) throw new BloomError('BROKER_BUSY', `${waiting.length} messages wait`);
    waitingBytes += bytes;
    return sizes;
  }

  return {
    /**
     * Resolves once the broker holds every record.
     *
     * @throws BloomError BROKER_UNAVAILABLE after `timeoutMs`; some records may still arrive. BROKER_BUSY at once when
     *   too much waits. MESSAGE_TOO_LARGE at once.
     */
    push(records: readonly EncodedRecord[], timeoutMs: number): Promise<void> {
      if (records.length === 0) return Promise.resolve();
      return new Promise((resolve, reject) => {
        const sizes = accept(records);
        const call: Call = {
          left: records.length,
          over: false,
          end(error) {
            clearTimeout(timer);
            call.over = true;
            if (error) reject(error);
            else resolve();
          },
        };
        const timer = setTimeout(
          () => call.end(new BloomError('BROKER_UNAVAILABLE', `no acknowledgement in ${timeoutMs} ms`)),
          timeoutMs,
        );
        for (const [i, record] of records.entries()) waiting.push({ record, bytes: sizes[i] ?? 0, call });
        draining ??= drain();
      });
    },

    /** Takes nothing more; resolves when what waits was sent or given up by its callers. */
    async close(): Promise<void> {
      closed = true;
      await draining;
    },
  };
}

function sizeOf(items: readonly Item[]): number {
  return items.reduce((sum, { bytes }) => sum + bytes, 0);
}

const headersBytes = 300;

function recordBytes({ value, key }: EncodedRecord): number {
  return value.length + key.length + headersBytes;
}
