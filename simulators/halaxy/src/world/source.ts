import type { Resource } from '../fhir.ts';
import { writeTime } from '../local-time.ts';
import type { Source } from '../store.ts';
import { diaryRecords, idBases, shareOf } from './diary.ts';
import { markRecord } from './mark.ts';
import { practiceRecords } from './practice.ts';
import { type Size, sizes } from './sizes.ts';

/**
 * A made-up practice, the same for the same seed, size and start. A practitioner's share is generated
 * when one of its records is first asked for; a listing of a whole type generates every share, one for a
 * single role or patient (`ownerId`) only theirs, since a generated share refers to no other's people.
 */
export function createSource({
  seed,
  size,
  nowMs,
  mark,
}: {
  seed: number;
  size: Size;
  nowMs: number;
  /** A word that all its text bears. */
  mark?: string | undefined;
}): Source {
  const of = sizes[size];
  const loaded = new Set<number>();
  let started = false;

  const share = (index: number): Resource[] => {
    if (index < 0 || index >= of.practitioners || loaded.has(index)) return [];
    loaded.add(index);
    return diaryRecords({ seed, index, size: of, nowMs });
  };
  const source: Source = {
    load(type, id, ownerId) {
      const records: Resource[] = [];
      if (!started) {
        started = true;
        records.push(...practiceRecords(seed, of.practitioners, writeTime(nowMs - 90 * 86_400_000, 'utc')));
      }
      const base = idBases[type];
      if (base === undefined) return records;
      if (id !== undefined) return records.concat(share(Math.floor((Number(id) - base) / of.idsEach)));
      const owned = ownerId === undefined ? undefined : shareOf(ownerId, of.idsEach);
      if (owned !== undefined) return records.concat(share(owned));
      if (loaded.size === of.practitioners) return records;
      return records.concat(...Array.from({ length: of.practitioners }, (_, index) => share(index)));
    },
  };
  if (mark === undefined) return source;
  return { load: (...asked) => source.load(...asked).map((record) => markRecord(record, mark)) };
}

/** Ids for what is made after the start: above every generated share. */
export function createIds(size: Size): (type: string) => string {
  const made = new Map<string, number>();
  const { practitioners, idsEach } = sizes[size];
  return (type) => {
    const number = (made.get(type) ?? 0) + 1;
    made.set(type, number);
    return String((idBases[type] ?? 50_000_000) + practitioners * idsEach + idsEach + number);
  };
}
