const shape = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?(Z|[+-]\d{2}:?\d{2})$/i;

/**
 * Milliseconds UTC of an ISO 8601 time that states its offset, whichever it is. A time without an offset, a date
 * alone, and a date or time that does not exist are undefined: guessing a zone would move an appointment.
 * Digits beyond milliseconds are cut off.
 */
export function parseInstant(text: unknown): number | undefined {
  const parts = typeof text === 'string' ? shape.exec(text) : null;
  if (parts === null) return undefined;
  const at = (i: number) => Number(parts[i] ?? 0);
  const [year, month, day, hour, minute, second] = [at(1), at(2), at(3), at(4), at(5), at(6)];
  const offset = offsetMs(parts[8] ?? '');
  if (year < 1000 || hour > 23 || minute > 59 || second > 59 || offset === undefined) return undefined;
  const dayMs = Date.UTC(year, month - 1, day);
  const made = new Date(dayMs);
  // Date.UTC rolls 31 April over into May: such a day does not exist.
  if (made.getUTCMonth() !== month - 1 || made.getUTCDate() !== day) return undefined;
  const millis = Number((parts[7] ?? '').padEnd(3, '0').slice(0, 3));
  return dayMs + ((hour * 60 + minute) * 60 + second) * 1_000 + millis - offset;
}

function offsetMs(written: string): number | undefined {
  if (written === 'Z' || written === 'z') return 0;
  const hours = Number(written.slice(1, 3));
  const minutes = Number(written.slice(-2));
  if (hours > 14 || minutes > 59) return undefined;
  return (written.startsWith('-') ? -1 : 1) * (hours * 60 + minutes) * 60_000;
}
