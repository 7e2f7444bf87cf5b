import { asBloomError, BloomError, type Clock } from '@bloom/kit';
import type { Lane } from '../admission/budget.ts';
import type { Resource } from '../answer/classify-answer.ts';
import { readExportedIds } from '../answer/read-exported-ids.ts';
import { readSearchset } from '../answer/read-searchset.ts';
import type { CallHalaxy, HalaxyAnswer } from '../call/call-halaxy.ts';
import { quickRetryMs } from '../retry/quick-retry.ts';

export type Read = Omit<HalaxyAnswer, 'resource'>;

/** One page of a listing. `total` is there when the server counted; `next` is the next page's query, if there is one. */
export type ReadPage = Read & {
  readonly found: readonly Resource[];
  readonly warnings: readonly string[];
  readonly total: number | undefined;
  readonly next: string | undefined;
};

/** More ids than this make an address too long to be safe. */
export const idsPerBatchMax = 50;
const pageSize = 100;
const pagesMax = 10_000;

/** Reads of Halaxy, each with its read interval. Quick tries on passing faults; the rest is the caller's. */
export function createReader({
  call,
  clock,
  random,
}: {
  call: CallHalaxy;
  clock: Clock;
  random: () => number;
}) {
  async function get(path: string, lane: Lane): Promise<HalaxyAnswer> {
    for (let tries = 1; ; tries += 1) {
      try {
        return await call({ method: 'GET', path, lane });
      } catch (thrown) {
        const waitMs = quickRetryMs(asBloomError(thrown), tries, random());
        if (waitMs === undefined) throw thrown;
        await clock.sleep(waitMs);
      }
    }
  }

  /**
   * One page of a listing, by its query or by the `next` of the page before. The next link's host is never followed.
   *
   * @throws BloomError HALAXY_MALFORMED when its next page is itself
   */
  async function readPage(type: string, query: string, lane: Lane): Promise<ReadPage> {
    const counted = /(^|&)(_count|page)=/.test(query)
      ? query
      : `${query ? `${query}&` : ''}_count=${pageSize}`;
    const { resource, ...read } = await get(`${type}?${counted}`, lane);
    const page = readSearchset(resource, type);
    const next = page.next === undefined ? undefined : queryOfNext(page.next, type);
    if (next === counted) throw circle();
    return { ...read, found: [...page.found], warnings: page.warnings, total: page.total, next };
  }

  return {
    /** One record. A merged patient may come back under another id. @throws BloomError HALAXY_MISSING on 404 and 410 */
    async readOne(type: string, id: string, lane: Lane): Promise<Read & { resource: Resource }> {
      const answer = await get(`${type}/${encodeURIComponent(id)}`, lane);
      if (answer.resource.resourceType !== type)
        throw new BloomError('HALAXY_MALFORMED', `a ${type} was asked for, and something else came`);
      return answer;
    },

    /**
     * Up to 50 records in one request. Only ids that were asked for come back, whatever the server sent: a
     * filter may have been ignored. That an id is absent proves nothing.
     */
    async readMany(type: string, ids: readonly string[], lane: Lane): Promise<Read & { found: Resource[] }> {
      if (ids.length === 0 || ids.length > idsPerBatchMax)
        throw new BloomError('INTERNAL', `${ids.length} ids in one batch`);
      const { resource, ...read } = await get(
        `${type}?_id=${ids.map(encodeURIComponent).join(',')}&_count=${pageSize}`,
        lane,
      );
      const wanted = new Set(ids);
      const found = readSearchset(resource, type).found.filter(
        ({ id }) => typeof id === 'string' && wanted.has(id),
      );
      return { ...read, found };
    },

    readPage,

    /**
     * The ids of every patient that Halaxy has, by `Patient/$export-ids`: merged ones are not among them.
     *
     * @throws BloomError HALAXY_MALFORMED when anything else than a patient is named
     */
    async readPatientIds(lane: Lane): Promise<Read & { ids: ReadonlySet<string> }> {
      const { resource, ...read } = await get('Patient/$export-ids', lane);
      return { ...read, ids: readExportedIds(resource) };
    },

    /**
     * A listing, page after page, each with its own read interval. A link that repeats ends in an error rather than a
     * circle.
     *
     * @param query percent-encoded, e.g. `_lastUpdated=ge2026-11-25T00:00:00%2B00:00`
     */
    async *list(type: string, query: string, lane: Lane): AsyncGenerator<ReadPage> {
      const seen = new Set<string>();
      for (let next: string | undefined = query; next !== undefined; ) {
        if (seen.has(next) || seen.size >= pagesMax) throw circle();
        seen.add(next);
        const page: ReadPage = await readPage(type, next, lane);
        yield page;
        next = page.next;
      }
    },
  };
}

export type HalaxyReader = ReturnType<typeof createReader>;

/** `/main/Patient?page=2` → `page=2`: only the query of the same type's next page is taken. */
function queryOfNext(next: string, type: string): string {
  const [path, query] = next.split('?');
  if (query === undefined || !path?.endsWith(`/${type}`))
    throw new BloomError('HALAXY_MALFORMED', 'a next page of something else');
  return query;
}

function circle(): BloomError {
  return new BloomError('HALAXY_MALFORMED', 'a listing whose pages go in a circle');
}
