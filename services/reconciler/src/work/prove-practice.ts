import { asBloomError, BloomError } from '@bloom/kit';
import type { ReconcilerPorts } from '../ports.ts';
import type { StepAbout } from './step.ts';

/**
 * Reads a record of ours that hardly ever goes, before a run believes anything: the canary of how fresh we are. Where
 * Halaxy knows none of several, the credentials are another practice's, and nothing is read under them.
 */
export function createProvePractice({ records, runs, clock }: ReconcilerPorts) {
  /** @throws BloomError HALAXY_OTHER_PRACTICE */
  return async function provePractice(practice: string, { door }: Pick<StepAbout, 'door'>): Promise<void> {
    const anchors = await records.anchorsOf(practice);
    for (const { type, id } of anchors) {
      try {
        await door.readOne(type, id, 'sweep');
        await runs.noteCanary(practice, clock.nowMs());
        return;
      } catch (thrown) {
        const { code } = asBloomError(thrown);
        // What we have no right to see says nothing of whose it is.
        if (code === 'HALAXY_FORBIDDEN') return;
        if (code !== 'HALAXY_MISSING') throw thrown;
      }
    }
    // One record may have gone; several of different kinds at once have not.
    if (anchors.length > 1)
      throw new BloomError('HALAXY_OTHER_PRACTICE', `${anchors.length} records unknown`);
  };
}
