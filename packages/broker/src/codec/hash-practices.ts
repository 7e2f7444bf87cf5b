import { keyedHash } from '@bloom/kit';

const heldMax = 10_000;

/** Hashes practice ids, remembering the latest: a burst speaks of few practices many times. */
export function hashPractices(idKey: Uint8Array): (practiceId: string) => string {
  const held = new Map<string, string>();
  return (practiceId) => {
    const known = held.get(practiceId);
    if (known !== undefined) return known;
    if (held.size >= heldMax) held.clear();
    const hash = keyedHash(idKey, practiceId);
    held.set(practiceId, hash);
    return hash;
  };
}
