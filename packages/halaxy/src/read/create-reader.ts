import { asBloomError, BloomError, type Clock } from '@bloom/kit';
import type { Lane } from '../admission/budget.ts';
import type { Resource } from '../answer/classify-answer.ts';
import { readSearchset } from '../answer/read-searchset.ts';
import type { CallHalaxy, HalaxyAnswer } from '../call/call-halaxy.ts';
import { quickRetryMs } from '../retry/quick-retry.ts';

export type Read = Omit<HalaxyAnswer, 'resource'>;

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

    /**
     * A listing, page after page, each with its own read interval. The next link's host is not followed, and a
     * link that repeats ends in an error rather than a circle.
     *
     * @param query percent-encoded, e.g. `_lastUpdated=ge2026-11-25T00:00:00%2B00:00`
     */
    async *list(
      type: string,
      query: string,
      lane: Lane,
    ): AsyncGenerator<Read & { found: Resource[]; warnings: readonly string[]; total: number | undefined }> {
      let path: string | undefined = `${type}?${query ? `${query}&` : ''}_count=${pageSize}`;
      const seen = new Set<string>();
      while (path !== undefined) {
        if (seen.has(path) || seen.size >= pagesMax)
          throw new BloomError('HALAXY_MALFORMED', 'a listing whose pages go in a circle');
        seen.add(path);
        const answer: HalaxyAnswer = await get(path, lane);
        const { resource, ...read } = answer;
        const page = readSearchset(resource, type);
        yield { ...read, found: [...page.found], warnings: page.warnings, total: page.total };
        path = page.next === undefined ? undefined : belowBase(page.next, type);
      }
    },
  };
}

export type HalaxyReader = ReturnType<typeof createReader>;

/** `/main/Patient?page=2` → `Patient?page=2`: only the query of the same type's next page is taken. */
function belowBase(next: string, type: string): string {
  const query = next.split('?')[1];
  if (query === undefined || !next.split('?')[0]?.endsWith(`/${type}`))
    throw new BloomError('HALAXY_MALFORMED', 'a next page of something else');
  return `${type}?${query}`;
}
