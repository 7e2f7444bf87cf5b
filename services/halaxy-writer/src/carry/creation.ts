import type { Resource } from '@bloom/halaxy';
import type { WriteDocument } from '@bloom/store';
import type { CarryAbout, Look } from './carrier.ts';
import { readRecord } from './read-record.ts';

const record = 'record';

/** What is sought when an answer was lost: records that the edit may have made. */
export type Sought = {
  readonly type: 'Appointment' | 'Patient';
  /** Percent-encoded. What it brings is looked through, for a filter may be ignored. */
  readonly query: string;
  readonly couldBe: (resource: Resource) => boolean;
};

/**
 * A look at what an edit makes. Before it is first sent it is noted what is there that could be it: none of these is ever
 * taken for what it made. After a lost answer what came since is looked for, and what is bound to another edit is not its.
 */
export async function lookForCreated(write: WriteDocument, about: CarryAbout, sought: Sought): Promise<Look> {
  const toSend: Look = { event: { kind: 'seen', merge: { done: [], asSeen: [record], other: [] } } };
  if (write.resourceId !== null) return lookAtCreated(write.resourceId, about, sought);
  if (write.state !== 'unknown') {
    // While nothing has left, somebody at Halaxy may have made it by hand: what is there is noted anew.
    if (write.known !== null && write.deliveries > 0) return toSend;
    return { ...toSend, found: { known: await idsThatCouldBe(about, sought) } };
  }
  const known = new Set(write.known ?? []);
  const fresh = (await idsThatCouldBe(about, sought)).filter((id) => !known.has(id));
  const bound = new Set(await about.boundAmong(sought.type, fresh));
  const candidates = fresh.filter((id) => !bound.has(id));
  const [only] = candidates;
  if (only === undefined) return { event: { kind: 'missing' } };
  if (candidates.length > 1) return { event: { kind: 'ambiguous' } };
  return { event: { kind: 'found' }, found: boundTo(sought.type, only) };
}

export function boundTo(type: string, id: string): NonNullable<Look['found']> {
  return { resourceId: id, bound: `${type}|${id}` };
}

async function lookAtCreated(id: string, { door }: CarryAbout, { type }: Sought): Promise<Look> {
  const seen = await readRecord(door, type, id);
  if (seen.resource === undefined) return { event: { kind: 'missing' }, seen };
  return { event: { kind: 'seen', merge: { done: [record], asSeen: [], other: [] } }, seen };
}

async function idsThatCouldBe({ door }: CarryAbout, { type, query, couldBe }: Sought): Promise<string[]> {
  const ids: string[] = [];
  for await (const page of door.list(type, query, 'people'))
    for (const resource of page.found)
      if (typeof resource.id === 'string' && couldBe(resource)) ids.push(resource.id);
  return ids;
}
