import { isOutsideFilter, pageBefore, parseInstant } from '@bloom/domain';
import type { ReadPage } from '@bloom/halaxy';
import { BloomError } from '@bloom/kit';
import type { RunDocument, SliceDocument } from '@bloom/store';
import type { ReconcilerPorts } from '../ports.ts';
import type { FoldPage } from './fold-page.ts';
import type { StepAbout } from './step.ts';

/** More rows than a list says it has come when pages shift; more than this come when they go in a circle. */
const rowsMax = (total: number | null): number => 2 * (total ?? 0) + 500;

/** A list that left something out is read again so often, before it is given up and told. */
const againMax = 2;

/**
 * Reads the next page of a list and folds it in. Pages are numbered over rows that live: where some went meanwhile the page
 * before is read again, and where fewer records were seen than the list says there are, all of it is.
 */
export function createReadSlice(ports: ReconcilerPorts, foldPage: FoldPage) {
  const { runs, records, clock } = ports;

  /** A filter that is ignored answers with everything: that is believed, but not paid for with every sweep. */
  async function assertFiltered({ practice, kind }: RunDocument, slice: SliceDocument, { found }: ReadPage) {
    const { type, id, filter } = slice;
    if (filter === undefined || !found.some((record) => isOutsideFilter(record, filter))) return;
    await runs.noteError(practice, { operation: kind, entity: type, code: 'HALAXY_FILTER_IGNORED' });
    const listedAtMs = (await runs.status(practice))?.listedAtMs?.[id] ?? 0;
    if (filter.sinceMs !== undefined && clock.nowMs() - listedAtMs < ports.settings.diary.everyMs)
      throw new BloomError('HALAXY_FILTER_IGNORED');
  }

  /** Whether the list, read to its end, has shown as many records as it said there are. */
  async function isShort({ practice }: RunDocument, slice: SliceDocument): Promise<boolean> {
    if (slice.total === null || slice.firstReadNo === null) return false;
    const kept = await records.countReadSince(practice, slice.type, slice.firstReadNo);
    return kept + slice.unkept < slice.total;
  }

  function movedBy(slice: SliceDocument, read: ReadPage, unkept: number): SliceDocument {
    const updated = read.found.map(({ meta }) =>
      parseInstant((meta as { lastUpdated?: unknown } | undefined)?.lastUpdated),
    );
    const newest = Math.max(slice.newestUpdatedMs ?? 0, ...updated.map((ms) => ms ?? 0));
    const fell = read.total !== undefined && slice.total !== null && read.total < slice.total;
    const next = (fell ? pageBefore(slice.next ?? slice.query) : undefined) ?? read.next ?? null;
    return {
      ...slice,
      next,
      state: next === null ? 'done' : 'due',
      seen: slice.seen + read.found.length,
      unkept: slice.unkept + unkept,
      total: read.total ?? slice.total,
      newestUpdatedMs: newest || null,
      serverStartMs: slice.firstReadNo === null ? (read.dateMs ?? null) : slice.serverStartMs,
      firstReadNo: slice.firstReadNo ?? read.from,
      attempts: 0,
    };
  }

  /** Reads it from the start, or gives it up: its cursor stays, and a person is told. */
  async function readAgain({ practice, kind }: RunDocument, slice: SliceDocument): Promise<SliceDocument> {
    const afresh = { next: null, seen: 0, unkept: 0, total: null, firstReadNo: null } as const;
    if (slice.again < againMax) return { ...slice, ...afresh, again: slice.again + 1, state: 'due' };
    const told = { operation: kind, entity: slice.type, code: 'HALAXY_LIST_INCOMPLETE' };
    await runs.noteError(practice, told);
    return { ...slice, state: 'buried' };
  }

  return async function readSlice(run: RunDocument, slice: SliceDocument, { door, lease }: StepAbout) {
    const read = await door.readPage(slice.type, slice.next ?? slice.query, 'sweep');
    await assertFiltered(run, slice, read);
    const { counts, unkept } = await foldPage(run, slice, read, lease);
    const moved = movedBy(slice, read, unkept);
    if (moved.total !== null && moved.seen > rowsMax(moved.total))
      throw new BloomError('HALAXY_MALFORMED', 'a list that does not end');
    const ended = moved.state === 'done' && (await isShort(run, moved));
    return { slice: ended ? await readAgain(run, moved) : moved, counts };
  };
}

export type ReadSlice = ReturnType<typeof createReadSlice>;
