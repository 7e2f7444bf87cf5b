import type { Appointment, Invoice, Resource } from './fhir.ts';
import { idOf, isPatient, statusOf } from './fhir.ts';
import type { Json, JsonObject } from './json.ts';
import { sameJson } from './json.ts';
import type { Ledger } from './ledger.ts';
import { writeTime } from './local-time.ts';
import type { BaseClock } from './sim-clock.ts';

/** Who changes something: a person at Halaxy's screens, Halaxy itself, or a client of the API. */
export type Actor = { who: string; via: 'screen' | 'api' | 'automatic'; requestId?: string };
export type Change = {
  action: 'create' | 'update' | 'delete';
  type: string;
  id: string;
  by: Actor;
  /** The record as it was, and as it is: absent where there was none, or is none any more. */
  before?: Resource | undefined;
  after?: Resource | undefined;
};
export type Store = ReturnType<typeof createStore>;
/** Where records come from that nobody has asked for yet. */
export type Source = { load(type: string, id?: string, ownerId?: string): Resource[] };

type Kept = { value: Resource | undefined; until: number };

/** The practice's records. Generated ones are drawn from `source` when first needed. */
export function createStore({
  clock,
  ledger,
  source,
  stampAheadMs = () => 0,
}: {
  clock: BaseClock;
  ledger: Ledger;
  source: Source;
  /** How far ahead of the clock what is saved is stamped. */
  stampAheadMs?: () => number;
}) {
  const tables = new Map<string, Map<string, Resource>>();
  /** Lists in order of id, as far as they were asked for; a change makes a new one, so that readers keep theirs. */
  const sorted = new Map<string, Resource[]>();
  const loads = new Map<string, number>();
  const versions = new Map<string, number>();
  const older = new Map<string, Kept[]>();
  const aliases = new Map<string, string>();
  const listeners: ((change: Change) => void)[] = [];

  const table = (type: string) => {
    const found = tables.get(type) ?? new Map<string, Resource>();
    tables.set(type, found);
    return found;
  };
  const absorb = (loaded: Resource[]) => {
    for (const resource of loaded) {
      table(resource.resourceType).set(resource.id, resource);
      sorted.delete(resource.resourceType);
    }
    for (const type of new Set(loaded.map(({ resourceType }) => resourceType))) {
      raise(loads, type);
      raise(versions, type);
    }
  };
  /** Puts a record into its list, or takes it out, where it belongs by its id. */
  const placeInList = (type: string, id: string, value: Resource | undefined) => {
    raise(versions, type);
    const held = sorted.get(type);
    if (!held) return;
    const at = placeOf(held, id);
    const isThere = held[at]?.id === id;
    sorted.set(type, held.toSpliced(at, isThere ? 1 : 0, ...(value ? [value] : [])));
  };
  const keepOld = (type: string, id: string, value: Resource | undefined) => {
    const kept = older.get(`${type}/${id}`) ?? [];
    older.set(`${type}/${id}`, [...kept.slice(-4), { value, until: clock.now() }]);
  };
  const announce = (change: Change) => {
    for (const listener of listeners) listener(change);
  };
  const record = (
    action: Change['action'],
    before: Resource | undefined,
    after: Resource | undefined,
    by: Actor,
  ) => {
    const { resourceType, id } = after ?? before ?? { resourceType: '', id: '' };
    const [was, is] = [flatten(before), flatten(after)];
    const at = writeTime(clock.now(), 'utc');
    for (const field of new Set([...Object.keys(was), ...Object.keys(is)])) {
      if (sameJson(was[field], is[field])) continue;
      const change = { field, before: was[field] ?? null, after: is[field] ?? null };
      ledger.addEffect({
        at,
        who: by.who,
        requestId: by.requestId ?? null,
        action,
        resource: resourceType,
        id,
        ...change,
      });
    }
  };

  const get = (type: string, id: string): Resource | undefined => {
    const real = aliases.get(`${type}/${id}`) ?? id;
    if (!table(type).has(real)) absorb(source.load(type, real));
    return table(type).get(real);
  };
  return {
    get,
    appointment: (id: string) => get('Appointment', id) as unknown as Appointment | undefined,
    invoice: (id: string) => get('Invoice', id) as unknown as Invoice | undefined,
    /** Every record of a type in order of id; with an owner at least those that belong to that role or patient. */
    list(type: string, ownerId?: string): Resource[] {
      absorb(source.load(type, undefined, ownerId));
      const held = sorted.get(type) ?? [...table(type).values()].sort(byId);
      sorted.set(type, held);
      return held;
    },
    /** The records of a type that are in memory now. */
    loaded: (type: string) => [...table(type).values()],
    /** How often records of a type were drawn from the source: the same number, and no others are in memory. */
    loadsOf: (type: string): number => loads.get(type) ?? 0,
    /** The same number, and a list of the type is the same as it was. */
    versionOf: (type: string): number => versions.get(type) ?? 0,
    /** A record as readers saw it `lagMs` ago. */
    lagging(resource: Resource, lagMs: number): Resource | undefined {
      const at = clock.now() - lagMs;
      const kept = older.get(`${resource.resourceType}/${resource.id}`)?.find(({ until }) => until > at);
      return kept ? kept.value : resource;
    },
    /** Saves a record, stamps it, writes the ledger and tells the listeners. */
    put(resource: Resource | Appointment | Invoice, by: Actor): Resource {
      const given = resource as unknown as Resource;
      const before = get(given.resourceType, given.id);
      const meta = { ...given.meta, lastUpdated: writeTime(clock.now() + stampAheadMs(), 'utc') };
      const after = { ...given, meta };
      const action = before ? 'update' : 'create';
      keepOld(after.resourceType, after.id, before);
      table(after.resourceType).set(after.id, after);
      placeInList(after.resourceType, after.id, after);
      record(action, before, after, by);
      announce({ action, type: after.resourceType, id: after.id, by, before, after });
      return after;
    },
    /** Removes a record for good: later reads find nothing, and no listing mentions it. */
    remove(type: string, id: string, by: Actor): void {
      const before = get(type, id);
      if (!before) return;
      table(type).delete(before.id);
      placeInList(type, before.id, undefined);
      record('delete', before, undefined, by);
      announce({ action: 'delete', type, id, by, before });
    },
    /** Makes one id answer with another record, as after a merge of patients. */
    alias: (type: string, from: string, into: string) => void aliases.set(`${type}/${from}`, into),
    onChange: (listener: (change: Change) => void) => void listeners.push(listener),
  };
}

const raise = (counts: Map<string, number>, type: string) =>
  void counts.set(type, (counts.get(type) ?? 0) + 1);

function byId(left: { id: string }, right: { id: string }): number {
  return left.id.length - right.id.length || (left.id < right.id ? -1 : left.id > right.id ? 1 : 0);
}

/** Where a record of that id stands in a list, or would. */
function placeOf(list: readonly Resource[], id: string): number {
  let [from, to] = [0, list.length];
  while (from < to) {
    const middle = Math.floor((from + to) / 2);
    const held = list[middle];
    if (held && byId(held, { id }) < 0) from = middle + 1;
    else to = middle;
  }
  return from;
}

/** Fields as the ledger names them: a participant's status is `status/<patientId>`. */
function flatten(resource: Resource | undefined): JsonObject {
  if (!resource) return {};
  const { meta: _meta, resourceType: _type, id: _id, participant, ...fields } = resource;
  if (resource.resourceType !== 'Appointment') return participant ? { ...fields, participant } : fields;
  const flat: JsonObject = { ...fields };
  const people = (resource as unknown as Appointment).participant;
  for (const person of people.filter(isPatient))
    flat[`status/${idOf(person.actor)}`] = statusOf(person) ?? null;
  flat.participants = people.map(({ actor }): Json => actor.reference);
  return flat;
}
