import { randomBytes } from 'node:crypto';
import { createSealer, localKms, systemClock } from '@bloom/kit';
import type { Broker } from '../broker.ts';
import { type BrokerOptions, createBroker } from '../create-broker.ts';
import { createMemoryLog, type MemoryControls } from './memory-log.ts';

export type MemoryBroker = Broker & MemoryControls;

/** The broker's twin: true to the same contract, in this process, with switches for what goes wrong. */
export function createMemoryBroker(options: Partial<BrokerOptions> = {}): MemoryBroker {
  const log = createMemoryLog();
  const broker = createBroker(log, {
    idKey: randomBytes(32),
    sealer: createSealer(localKms(new Map([['test', randomBytes(32)]]))),
    source: 'test',
    clock: systemClock,
    ...options,
  });
  const { away, rewind, lose, records } = log;
  return { ...broker, away, rewind, lose, records };
}
