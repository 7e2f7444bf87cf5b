import type { Clock } from '@bloom/kit';
import { type HeldToken, type TokenVault, tokenCallEveryMs } from './token-manager.ts';

/** The vault of one process alone: what is left when Redis is away, and the twin that tests use. */
export function createMemoryTokenVault(clock: Clock): TokenVault {
  let held: HeldToken | undefined;
  let calledAtMs = Number.NEGATIVE_INFINITY;
  return {
    async read() {
      return held;
    },
    async write(token) {
      held = token;
    },
    async takeCallSlot() {
      if (clock.nowMs() - calledAtMs < tokenCallEveryMs) return false;
      calledAtMs = clock.nowMs();
      return true;
    },
  };
}
