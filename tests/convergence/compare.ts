import { canonicalRecord, type LocalDate, localDateOf } from '@bloom/domain';
import { figuresExpected } from '../system/figures-oracle.ts';
import type { HalaxyLists } from '../system/read-lists.ts';
import { sameFigures, sorted } from '../system/same-figures.ts';
import { practice, type TwinNetwork, zone } from './twin-network.ts';

export const mirroredTypes = [
  ...['Practitioner', 'PractitionerRole', 'Organization', 'HealthcareService', 'ChargeItemDefinition'],
  ...['ReferralDefinition', 'Patient', 'Appointment', 'Invoice', 'InvoiceLine', 'Referral'],
];

/** Where our record is not Halaxy's. `undead` = still ours, and gone there; `buried` = the other way round. */
export type Difference = {
  readonly kind: 'stale' | 'missing' | 'undead' | 'buried' | 'session' | 'figures';
  readonly about: string;
};

export type Mirror = { _id: string; type: string; rid: string; content?: string; goneAtMs?: number };

const mirrorsOf = (net: TwinNetwork): Promise<Mirror[]> =>
  net.store.collection<Mirror>('mirrors').find({}).toArray();

/** Every mirror of the twins against what Halaxy has. */
export const compareMirrors = async (net: TwinNetwork): Promise<Difference[]> =>
  mirrorDifferences(await mirrorsOf(net), net.halaxy.list);

/** Every mirror against what Halaxy lists, byte for byte, tombstones included. */
export function mirrorDifferences(
  held: readonly Mirror[],
  list: (type: string) => readonly Readonly<Record<string, unknown>>[],
): Difference[] {
  const mirrors = new Map(held.map((mirror) => [`${mirror.type}/${mirror.rid}`, mirror]));
  const differences: Difference[] = [];
  const there = new Set<string>();
  for (const type of mirroredTypes)
    for (const record of list(type)) {
      const about = `${type}/${String(record.id)}`;
      there.add(about);
      const mirror = mirrors.get(about);
      if (!mirror) differences.push({ kind: 'missing', about });
      else if (mirror.goneAtMs !== undefined) differences.push({ kind: 'buried', about });
      else if (mirror.content !== canonicalRecord(record)) differences.push({ kind: 'stale', about });
    }
  for (const [about, { goneAtMs }] of mirrors)
    if (goneAtMs === undefined && !there.has(about)) differences.push({ kind: 'undead', about });
  return differences;
}

/** Records that we took for deleted although Halaxy has them. */
export async function falseTombstones(net: TwinNetwork): Promise<string[]> {
  const gone = (await mirrorsOf(net)).filter(({ goneAtMs }) => goneAtMs !== undefined);
  return gone
    .filter(({ type, rid }) => net.halaxy.ownerOf(type, rid) === rid)
    .map(({ type, rid }) => `${type}/${rid}`);
}

/** What dashboards show against a plain reckoning over Halaxy's lists: through the cache, and read anew. */
export async function compareDashboards(
  net: TwinNetwork,
  dates: readonly LocalDate[],
): Promise<Difference[]> {
  const halaxy: HalaxyLists = Object.fromEntries(mirroredTypes.map((type) => [type, net.halaxy.list(type)]));
  const ownerOf = (id: string) => net.halaxy.ownerOf('Patient', id) ?? id;
  const differences: Difference[] = [];
  const staff = halaxy.Practitioner?.filter(({ id }) => id.startsWith('PR-')) ?? [];
  for (const { id: practitioner } of staff)
    for (const date of dates) {
      const asked = { practitioner, date, zone: 'Australia/Sydney', nowMs: net.clock.nowMs(), ownerOf };
      const { sessions, ...expected } = figuresExpected(halaxy, asked);
      const { day } = await net.readDay(net.ids.practitioner(practice, practitioner), date);
      if (!sameFigures(day.figures, expected))
        differences.push({
          kind: 'figures',
          about: `${practitioner} on ${date}\n${told(day.figures, expected)}`,
        });
      differences.push(...compareDay(net, sessions, day.facts));
    }
  return differences;
}

/** A day as the cache holds it against the same day read anew: once all is announced they are one. */
export async function compareCache(net: TwinNetwork): Promise<Difference[]> {
  const date = localDateOf(net.clock.nowMs(), zone);
  const staff = net.halaxy.list('Practitioner').map(({ id }) => String(id));
  const differences: Difference[] = [];
  for (const practitioner of staff.filter((id) => id.startsWith('PR-'))) {
    const id = net.ids.practitioner(practice, practitioner);
    const [{ day: cached }, anew] = [await net.readDay(id, date), await net.readDayAnew(id, date)];
    const of = ({ figures, facts }: typeof anew) => JSON.stringify(sorted({ figures, facts }));
    if (of(cached) !== of(anew)) differences.push({ kind: 'figures', about: `${practitioner} on ${date}` });
  }
  return differences;
}

type Expected = ReturnType<typeof figuresExpected>['sessions'];
type Facts = Awaited<ReturnType<TwinNetwork['readDay']>>['day']['facts'];

/** The sessions of a day: each with its number and what is left of its plan. */
function compareDay(net: TwinNetwork, expected: Expected, facts: Facts): Difference[] {
  const byId = new Map(
    expected.map((one) => [net.ids.session(practice, one.appointment, one.namedAs), one] as const),
  );
  return facts.flatMap((fact): Difference[] => {
    const one = byId.get(fact.id);
    if (!one) return [{ kind: 'session', about: `${fact.id} is none of Halaxy’s` }];
    const ours = [fact.figures.sessionNumber, fact.figures.mhcpRemaining, fact.figures.mhcpTotal];
    const theirs = [one.sessionNumber, one.mhcpRemaining, one.mhcpTotal];
    return `${ours}` === `${theirs}`
      ? []
      : [{ kind: 'session', about: `${one.appointment}: ${ours} for ${theirs}` }];
  });
}

function told(ours: unknown, theirs: unknown): string {
  return `ours   ${JSON.stringify(sorted(ours))}\ntheirs ${JSON.stringify(sorted(theirs))}`;
}
