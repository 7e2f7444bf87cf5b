import type { CallClass, SharedBreaker } from '@bloom/halaxy';
import type { Clock } from '@bloom/kit';
import type { BreakerOverrides, PracticeDocument, Practices } from '@bloom/store';
import type { WriterEvents } from './events.ts';

export type WriterPorts = {
  readonly practices: Pick<Practices, 'get' | 'all'>;
  readonly overrides: Pick<BreakerOverrides, 'all' | 'force' | 'clear'>;
  /** The circuit that all pods share of a practice's credential. */
  readonly breakerOf: (practice: PracticeDocument, callClass: CallClass) => SharedBreaker;
  readonly clock: Clock;
  readonly events: WriterEvents;
};
