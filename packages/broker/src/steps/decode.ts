import { asBloomError, type BloomError } from '@bloom/kit';
import type { Broker } from '../broker.ts';
import type { Delivery } from '../codec/create-codec.ts';
import type { RawRecord } from '../log.ts';
import type { Step } from './step.ts';

type Read =
  | { readonly kind: 'read'; readonly delivery: Delivery<unknown> }
  | { readonly kind: 'unreadable'; readonly error: BloomError };

const awayForMs = 1_000;

/**
 * Reads each record by itself and hands on those that can be read; the others are buried, sealed, with the
 * reason. They are buried after those before them are settled: a batch that comes again buries nothing twice.
 */
export function decode(broker: Pick<Broker, 'decode' | 'bury'>): Step {
  return async (batch, next) => {
    const { consumer, records } = batch;
    const reads = await Promise.all(
      records.map(
        (record): Promise<Read> =>
          broker.decode(consumer.topic, record).then(
            (delivery) => ({ kind: 'read', delivery }),
            (thrown: unknown) => ({ kind: 'unreadable', error: asBloomError(thrown) }),
          ),
      ),
    );
    // The key service is away, say: nothing is wrong with the message.
    if (reads.some((read) => read.kind === 'unreadable' && read.error.edge.kafka === 'later'))
      return { settled: 0, retryAfterMs: awayForMs };

    const deliveries = reads.flatMap((read) => (read.kind === 'read' ? [read.delivery] : []));
    const { settled, retryAfterMs } =
      deliveries.length > 0 ? await next({ ...batch, deliveries }) : { settled: 0, retryAfterMs: undefined };

    const open = deliveries[settled];
    const end = open ? records.findIndex(({ offset }) => offset === open.offset) : records.length;
    for (const [i, read] of reads.slice(0, end).entries()) {
      const record = records[i];
      if (read.kind !== 'unreadable' || !record) continue;
      if (!(await buried(record, read.error))) return { settled: i, retryAfterMs: awayForMs };
    }
    return { settled: end, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) };

    function buried(record: RawRecord, error: BloomError): Promise<boolean> {
      return broker.bury(consumer.topic, record, { group: consumer.group, code: error.code }).then(
        () => true,
        () => false,
      );
    }
  };
}
