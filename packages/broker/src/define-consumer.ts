import type { Delivery, TypedTopic } from './codec/create-codec.ts';

/** What a handler is told beside the messages themselves. */
export type BatchContext<M> = {
  /** Aborts when the time for this batch is over: what is begun then is done by another as well. */
  readonly signal: AbortSignal;
  /** The same messages, each with its event's id, time and place. */
  readonly deliveries: readonly Delivery<M>[];
};

/** A group, a topic and a function. */
export type Consumer<M> = {
  readonly group: string;
  readonly topic: TypedTopic<M>;
  /** Messages of one partition, in order, each at least once. Their offset moves when it has resolved. */
  handleBatch(messages: readonly M[], context: BatchContext<M>): Promise<void>;
  /** The most messages at once. */
  readonly batchMax: number;
  /** How long one call may take; half of the group's session, so that a slow one loses no partition. */
  readonly handleMs: number;
};

/**
 * Declares a consumer. The kind of error it throws decides what happens (kit's `edges`): the batch comes again
 * later, or the message at fault is found and buried, or it is passed over.
 */
export function defineConsumer<M>(
  declared: Omit<Consumer<M>, 'batchMax' | 'handleMs'> & Partial<Consumer<M>>,
): Consumer<M> {
  return { batchMax: 50, handleMs: 15_000, ...declared };
}
