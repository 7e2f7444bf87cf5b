import { randomFillSync } from 'node:crypto';

const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const timeChars = 10;
const randomChars = 16;
const pool = Buffer.alloc(randomChars * 512);

/** Makes ids in the form of a ULID: 48 bits of time, then 80 of chance; 26 characters that sort by time. */
export function createEventIds(nowMs: () => number): () => string {
  let used = pool.length;
  let stampMs = -1;
  let stamp = '';
  return () => {
    const ms = nowMs();
    if (ms !== stampMs) {
      stampMs = ms;
      stamp = encodeTime(ms);
    }
    // Chance is fetched for many ids at once: a call for each would be most of their cost.
    if (used + randomChars > pool.length) {
      randomFillSync(pool);
      used = 0;
    }
    let id = stamp;
    for (const end = used + randomChars; used < end; used += 1) id += alphabet.charAt((pool[used] ?? 0) & 31);
    return id;
  };
}

function encodeTime(ms: number): string {
  let rest = ms;
  let text = '';
  for (let i = 0; i < timeChars; i += 1) {
    text = alphabet.charAt(rest % 32) + text;
    rest = Math.floor(rest / 32);
  }
  return text;
}
