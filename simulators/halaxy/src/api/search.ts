import type { Settings } from '../control/faults.ts';
import type { Appointment, Reference, Resource } from '../fhir.ts';
import { idOf } from '../fhir.ts';
import type { Answer } from '../http.ts';
import { isObject, type Json, type JsonObject, textOf } from '../json.ts';
import { writeTime } from '../local-time.ts';
import type { BaseClock } from '../sim-clock.ts';
import type { Store } from '../store.ts';
import { refuse, warningOutcome } from './outcomes.ts';
import { searchParams, testFor } from './search-params.ts';
import { timeFilter } from './time-filter.ts';

const PAGE_DEFAULT = 50;
const PAGE_MAX = 100;
const GENERIC = new Set([
  '_count',
  'page',
  '_sort',
  '_total',
  '_summary',
  '_include',
  '_include:iterate',
  'pagination',
  '_revinclude',
]);

/** What says nothing of which records are in a list, or in what order. */
const OF_A_PAGE = new Set(['_count', 'page', '_total', '_summary', '_include', '_include:iterate']);
const lastLists = createLastLists();

type Ports = { store: Store; settings: Settings; clock: BaseClock; base: string };

/** A searchset page of a type. References in it are still `Type/id`. */
export function search(
  { store, settings, clock, base }: Ports,
  type: string,
  query: URLSearchParams,
): Answer {
  const tests: ((resource: Resource) => boolean)[] = [];
  const warnings: string[] = [];
  for (const [name, value] of query) {
    if (GENERIC.has(name) || settings.ignoredFilters.includes(name)) continue;
    if (name === '_id') {
      const ids = new Set(value.split(','));
      tests.push(({ id }) => ids.has(id));
      continue;
    }
    if (name === '_lastUpdated') {
      const fits = timeFilter(value);
      if (!fits) return refuse(400, 'invalid', `Unreadable value of ${name}: ${value}`);
      tests.push(({ meta }) => fits(Date.parse(meta.lastUpdated)));
      continue;
    }
    if (type === 'Appointment' && name === 'practitioner') {
      const roles = rolesOf(store, value.split('/').at(-1) ?? '');
      tests.push((resource) => rolesIn(resource).some((role) => roles.has(role)));
      continue;
    }
    const param = searchParams[type]?.[name];
    if (!param) {
      warnings.push(`Unknown search parameter: ${name}`);
      continue;
    }
    const test = testFor(param, value);
    if (test === 'unreadable') return refuse(400, 'invalid', `Unreadable value of ${name}: ${value}`);
    if (test === 'bareId') return refuse(422, 'invalid', `${name} needs a type: Type/id`);
    tests.push(test);
  }
  return { status: 200, body: page({ type, query, matches: listed(), warnings }) };

  /** Pages of one list are asked for one after the other: while nothing changes, the list is the same. */
  function listed(): Resource[] {
    const held = store.list(type, ownerIn(query));
    if (settings.readLagSeconds || query.has('practitioner')) return found(held);
    const about = [...query].filter(([name]) => !OF_A_PAGE.has(name));
    const key = JSON.stringify([type, about, settings.listShare, settings.ignoredFilters]);
    return lastLists.of(store, key, store.versionOf(type), () => found(held));
  }

  function found(held: Resource[]): Resource[] {
    const seen = settings.readLagSeconds
      ? held.flatMap((resource) => store.lagging(resource, settings.readLagSeconds * 1000) ?? [])
      : held;
    const fitting = tests.length > 0 ? seen.filter((one) => tests.every((test) => test(one))) : seen;
    const matches =
      query.has('_id') || settings.listShare === 1
        ? fitting
        : fitting.slice(0, Math.ceil(fitting.length * settings.listShare));
    return sort(matches, query.get('_sort'));
  }

  function page({
    matches,
    warnings,
  }: {
    type: string;
    query: URLSearchParams;
    matches: Resource[];
    warnings: string[];
  }): JsonObject {
    const count = Math.min(PAGE_MAX, Math.max(1, Number(query.get('_count')) || PAGE_DEFAULT));
    const number = Math.max(1, Number(query.get('page')) || 1);
    const last = Math.max(1, Math.ceil(matches.length / count));
    const shown = settings.pagesRepeat ? Math.max(1, number - 1) : number;
    const from = (shown - 1) * count + (number > 1 ? settings.rowShift : 0);
    const rows = query.get('_summary') === 'count' ? [] : matches.slice(from, from + count);
    const entry = (resource: JsonObject, mode: string): JsonObject => ({
      fullUrl: `${base}${textOf(resource.resourceType)}/${textOf(resource.id)}`,
      resource,
      search: { mode },
    });
    const entries: Json[] = rows.map((resource) => entry(resource, 'match'));
    entries.push(...included(rows, query).map((resource) => entry(resource, 'include')));
    entries.push(
      ...warnings.map((text) => ({ resource: warningOutcome(text), search: { mode: 'outcome' } })),
    );
    const link = links(type, query, number, last);
    const total = query.get('_total') === 'none' ? {} : { total: matches.length };
    const timestamp = writeTime(clock.now(), 'utc');
    return { resourceType: 'Bundle', type: 'searchset', timestamp, ...total, link, entry: entries };
  }

  function nextOf(number: number): number {
    if (settings.nextStays) return number;
    return settings.nextGoesBack && number === 3 ? 2 : number + 1;
  }

  function links(type: string, query: URLSearchParams, number: number, last: number): Json[] {
    const at = (relation: string, to: number) => {
      const wanted = new URLSearchParams(query);
      wanted.set('page', String(to));
      return { relation, url: `${base}${type}?${wanted}` };
    };
    return [
      at('self', number),
      at('first', 1),
      ...(number > 1 ? [at('previous', number - 1)] : []),
      ...(number < last ? [at('next', nextOf(number))] : []),
      at('last', last),
    ];
  }

  function included(rows: Resource[], query: URLSearchParams): Resource[] {
    const asked = new Set(
      [...query.getAll('_include'), ...query.getAll('_include:iterate')].flatMap((one) => one.split(',')),
    );
    const found = new Map<string, Resource>();
    const add = (reference: Reference) => {
      const resource = store.get(reference.type, idOf(reference));
      if (resource) found.set(reference.reference, resource);
    };
    for (const row of rows) {
      for (const person of Array.isArray(row.participant) ? row.participant : []) {
        const actor = isObject(person) ? (person.actor as Reference) : undefined;
        if (actor?.type === 'Patient' && asked.has('Appointment:patient')) add(actor);
        if (actor?.type === 'PractitionerRole' && asked.has('Appointment:practitioner-role')) add(actor);
      }
    }
    if (asked.has('PractitionerRole:practitioner')) {
      for (const role of [...rows, ...found.values()]) {
        if (role.resourceType === 'PractitionerRole') add(role.practitioner as Reference);
      }
    }
    return [...found.values()];
  }
}

/** The newest lists of each store, by what they are of; one that is of another version is made anew. */
function createLastLists(listsMax = 8) {
  const ofStores = new WeakMap<Store, Map<string, { version: number; list: Resource[] }>>();
  return {
    of(store: Store, key: string, version: number, make: () => Resource[]): Resource[] {
      const lists = ofStores.get(store) ?? new Map();
      ofStores.set(store, lists);
      const held = lists.get(key);
      if (held?.version === version) return held.list;
      const list = make();
      lists.delete(key);
      lists.set(key, { version, list });
      for (const oldest of lists.keys()) {
        if (lists.size <= listsMax) break;
        lists.delete(oldest);
      }
      return list;
    },
  };
}

/** By one field: a name, `date` (start), `_lastUpdated` or any plain field; `-` turns it round. */
function sort(resources: Resource[], by: string | null): Resource[] {
  if (!by) return resources;
  const field = by.replace(/^-/, '');
  const key = (resource: Resource): string | number => {
    if (field === '_lastUpdated') return Date.parse(resource.meta.lastUpdated);
    if (field === 'date') return Date.parse(textOf(resource.start));
    if (field === 'created') return Date.parse(textOf(resource.created));
    return JSON.stringify(resource[field] ?? '');
  };
  const turn = by.startsWith('-') ? -1 : 1;
  return [...resources].sort((left, right) => {
    const [one, two] = [key(left), key(right)];
    return one === two ? 0 : (one < two ? -1 : 1) * turn;
  });
}

/** The references of a practitioner's roles. */
function rolesOf(store: Store, practitionerId: string): Set<string> {
  const own = store
    .list('PractitionerRole')
    .filter(({ practitioner }) => idOf(practitioner as Reference) === practitionerId);
  return new Set(own.map(({ id }) => `PractitionerRole/${id}`));
}

function rolesIn(resource: Resource): string[] {
  return (resource as unknown as Appointment).participant.map(({ actor }) => actor.reference);
}

/** The one role or patient a search is about, so that nobody else's records need be made for it. */
function ownerIn(query: URLSearchParams): string | undefined {
  for (const name of ['practitioner-role', 'subject', 'recipient']) {
    const value = query.get(name);
    if (value && !value.includes(',')) return value.split('/').at(-1);
  }
  return undefined;
}
