import type { Clock } from '@bloom/kit';

const answersMax = 10_000;

/**
 * Reads through a memory of its own: an answer serves for so long, and who asks meanwhile for what is being read waits for that
 * reading. What failed, and what is not there, is not kept.
 */
export function keepBriefly<T>(
  read: (key: string) => Promise<T>,
  { keptMs, clock }: { readonly keptMs: number; readonly clock: Clock },
): (key: string) => Promise<T> {
  const kept = new Map<string, { readonly answer: Promise<T>; readonly untilMs: number }>();
  return (key) => {
    const held = kept.get(key);
    if (held && held.untilMs > clock.nowMs()) return held.answer;
    const answer = read(key);
    const entry = { answer, untilMs: clock.nowMs() + keptMs };
    const drop = () => {
      if (kept.get(key) === entry) kept.delete(key);
    };
    answer.then((value) => value ?? drop(), drop);
    if (kept.size >= answersMax) kept.clear();
    kept.set(key, entry);
    return answer;
  };
}
