import { BloomError } from '@bloom/kit';
import { isRecord, isResource, type Resource } from './classify-answer.ts';

export type SearchPage = {
  /** Resources of the type asked for, in the order they came. */
  readonly found: readonly Resource[];
  /** Resources brought along by `_include`. */
  readonly included: readonly Resource[];
  /** Of an outcome entry's issues, the codes: a parameter that was ignored is told this way. */
  readonly warnings: readonly string[];
  /** Present with `_total=accurate`. */
  readonly total: number | undefined;
  /** The next page's path and query; its host is never followed. Absent = this was the last. */
  readonly next: string | undefined;
};

/**
 * One page of a searchset. Entries are told apart by their resource's own type, since Halaxy puts
 * OperationOutcomes among them. A page with an outcome of severity error or fatal is not a page: an
 * error never reads as "nothing there".
 *
 * @throws BloomError HALAXY_MALFORMED
 */
export function readSearchset(bundle: Resource, wanted: string): SearchPage {
  if (bundle.resourceType !== 'Bundle' || bundle.type !== 'searchset')
    throw new BloomError('HALAXY_MALFORMED', 'a list was asked for, and the answer is no searchset');
  const entries = bundle.entry ?? [];
  if (!Array.isArray(entries))
    throw new BloomError('HALAXY_MALFORMED', 'a searchset without a list of entries');
  const resources = entries.map((entry: unknown) => (isRecord(entry) ? entry.resource : undefined));
  if (!resources.every(isResource))
    throw new BloomError('HALAXY_MALFORMED', 'a searchset with an entry that is no resource');
  const issues = resources
    .filter(({ resourceType }) => resourceType === 'OperationOutcome')
    .flatMap(issuesOf);
  if (issues.some(({ severity }) => severity === 'error' || severity === 'fatal'))
    throw new BloomError('HALAXY_MALFORMED', 'a searchset that holds an error');
  const others = resources.filter(({ resourceType }) => resourceType !== 'OperationOutcome');
  return {
    found: others.filter(({ resourceType }) => resourceType === wanted),
    included: others.filter(({ resourceType }) => resourceType !== wanted),
    warnings: issues.map(({ code }) => code),
    total: typeof bundle.total === 'number' ? bundle.total : undefined,
    next: nextPath(bundle.link),
  };
}

function issuesOf(outcome: Resource): { severity: string; code: string }[] {
  const issues = Array.isArray(outcome.issue) ? outcome.issue : [];
  return issues
    .filter(isRecord)
    .map(({ severity, code }) => ({ severity: String(severity), code: String(code) }));
}

function nextPath(links: unknown): string | undefined {
  const next = (Array.isArray(links) ? links : []).find((link) => isRecord(link) && link.relation === 'next');
  if (!isRecord(next) || typeof next.url !== 'string') return undefined;
  if (!URL.canParse(next.url, 'http://any.invalid'))
    throw new BloomError('HALAXY_MALFORMED', 'a next page without an address');
  const { pathname, search } = new URL(next.url, 'http://any.invalid');
  return `${pathname}${search}`;
}
