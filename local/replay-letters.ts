import type { DeadLetter } from './dead-letter-words.ts';

/** Five a second: an operator's requests are limited, and others work meanwhile. */
const everyMs = 200;

/** Of those that were asked for. */
export type Replayed = { readonly replayed: number; readonly asked: number };

/**
 * Replays all that wait, one after another: those first that people made first, so that edits of one record keep their
 * order. One that cannot be replayed is told, and holds up no other.
 */
export async function replayLetters(
  letters: readonly DeadLetter[],
  {
    replay,
    pause,
    tell,
  }: {
    readonly replay: (id: string) => Promise<unknown>;
    readonly pause: (ms: number) => Promise<unknown>;
    readonly tell: (words: string) => void;
  },
): Promise<Replayed> {
  const waiting = letters
    .filter(({ state }) => state === 'waiting')
    .sort((a, b) => Date.parse(a.since) - Date.parse(b.since));
  let replayed = 0;
  for (const [place, { id }] of waiting.entries()) {
    if (place > 0) await pause(everyMs);
    try {
      await replay(id);
      replayed += 1;
    } catch (error) {
      tell(`${id}: ${error instanceof Error ? error.message : error}`);
    }
  }
  return { replayed, asked: waiting.length };
}
