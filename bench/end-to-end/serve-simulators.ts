/** One simulated Halaxy for each further practice: a Halaxy sends each event to one address only. */
import { startSimulator } from '@bloom/halaxy-simulator';
import { answerParent } from '../processes/answer-parent.ts';

/** Answers their ports. */
async function start({ count }: { readonly count: number }): Promise<number[]> {
  const simulators = await Promise.all(
    Array.from({ length: count }, (_, i) => startSimulator({ port: 0, seed: 100 + i, size: 'clinic' })),
  );
  return simulators.map(({ url }) => Number(new URL(url).port));
}

answerParent({ start });
