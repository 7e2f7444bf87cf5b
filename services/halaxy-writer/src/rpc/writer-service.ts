import { BloomError } from '@bloom/kit';
import type { GrpcHandlers, WriterServiceService } from '@bloom/proto';
import type { PracticeDocument } from '@bloom/store';
import type { ForceBreakers } from '../breakers/force-breakers.ts';
import type { ReadBreakers } from '../breakers/read-breakers.ts';
import type { WriterPorts } from '../ports.ts';
import { deadLetterRpc } from './dead-letter-rpc.ts';

/** How edits fare, how the circuits around Halaxy stand, and an operator's hold on them. A practice that is not ours is missing. */
export function writerService(
  ports: WriterPorts,
  readBreakers: ReadBreakers,
  { force, clear }: ForceBreakers,
): GrpcHandlers<typeof WriterServiceService> {
  const { practices } = ports;

  async function practiceOf(practiceId: string): Promise<PracticeDocument> {
    if (practiceId === '') throw new BloomError('CALL_INVALID', 'practice_id is empty');
    const practice = await practices.get(practiceId);
    if (practice === null) throw new BloomError('NOT_FOUND', 'no such practice');
    return practice;
  }

  return {
    async getBreaker({ practiceId }) {
      const asked = practiceId === '' ? await practices.all() : [await practiceOf(practiceId)];
      return { breakers: await readBreakers(asked) };
    },
    async forceOpen({ practiceId, by }) {
      const practice = await practiceOf(practiceId);
      await force(practice, named(by));
      return { breakers: await readBreakers([practice]) };
    },
    async clearForceOpen({ practiceId, by }) {
      const practice = await practiceOf(practiceId);
      await clear(practice, named(by));
      return { breakers: await readBreakers([practice]) };
    },

    ...deadLetterRpc(ports),
  };
}

/** A hold that nobody answers for is none. */
function named(by: string): string {
  if (by === '') throw new BloomError('CALL_INVALID', 'by is empty');
  return by;
}
