import type { LocalDate, StatusMeaning } from '@bloom/domain';
import { connectStore, type ReferralDocument, recordTables, type SessionDocument } from '@bloom/store';

/** How large the practice is that is read. */
export const practitioners = 50;
const clientsEach = 200;
const sessionsEach = 2_000;
/** Weekdays of two years back and a quarter ahead, so that most of a practitioner's days hold three sessions. */
const daysBack = 730;
const daysAhead = 90;

const practice = 'demo';
const dayMs = 86_400_000;
const batchSize = 10_000;
/** Medicare and a plan as the simulated Halaxy's catalogue names them. */
const funderId = 'FD-3801';
const planDefinitionId = '6501';

export type Reader = { readonly practitionerId: string; readonly email: string };

/**
 * Puts a large practice's projections beside what was synced: 10,000 clients, 100,000 sessions, and what was billed for
 * them. Clients differ in how often they come, as the square of a chance. They have no mirrors: no run takes them for missing.
 */
export async function seedPractice(mongodbUri: string): Promise<Reader[]> {
  const store = await connectStore(mongodbUri);
  const tables = recordTables(store);
  const known = { practice, revision: 1, gone: false };
  const readers = Array.from({ length: practitioners }, (_, n) => ({
    practitionerId: `bench-p${n}`,
    email: `bench-practitioner-${n}@bench.test`,
  }));
  await tables.practitioners.insertMany(
    readers.map(({ practitionerId, email }) => ({
      ...known,
      ...{ _id: practitionerId, halaxyId: practitionerId, displayName: practitionerId, email, active: true },
    })),
  );
  const clients = readers.flatMap(({ practitionerId }) =>
    Array.from({ length: clientsEach }, (_, n) => `${practitionerId}-c${n}`),
  );
  await inBatches(clients, (ids) =>
    tables.clients.insertMany(
      ids.map((id) => ({
        ...known,
        ...{
          _id: id,
          halaxyId: id,
          givenName: 'Bench',
          familyName: id,
          preferredName: null,
          birthDate: null,
        },
        ...{ email: null, mobile: null, phone: null, active: true },
      })),
    ),
  );
  const sessions = readers.flatMap(({ practitionerId }, n) => diaryOf(practitionerId, n));
  await inBatches(plansFor(sessions), (some) => tables.referrals.insertMany([...some]));
  await inBatches(sessions, (some) => tables.sessions.insertMany([...some]));
  const billed = sessions.filter(({ status }) => status.meaning !== 'cancelled');
  await inBatches(billed, async (some) => {
    await tables.invoices.insertMany(
      some.map(({ _id, invoiceId }) => ({
        ...known,
        ...{
          _id: `${practice}|${invoiceId}`,
          halaxyId: invoiceId ?? _id,
          isQuote: false,
          grossCents: 22_000,
        },
        ...{ isPaid: true, organizationId: null },
      })),
    );
    await tables.invoiceLines.insertMany(
      some.map(({ _id, invoiceId, halaxyId, clientId }) => ({
        ...known,
        ...{ _id: `${practice}|line-${_id}`, halaxyId: `line-${_id}`, invoiceId: invoiceId ?? _id },
        ...{ appointmentId: halaxyId, clientId, funderId, isVoid: false },
      })),
    );
  });
  await store.close();
  return readers;
}

/** A practitioner's sessions, the last of them ahead; the same with each run. */
function diaryOf(practitionerId: string, place: number): SessionDocument[] {
  const chance = createChance(place + 1);
  const startOfToday = Math.floor(Date.now() / dayMs) * dayMs;
  return Array.from({ length: sessionsEach }, (_, n) => {
    const day = Math.floor((n * (daysBack + daysAhead)) / sessionsEach) - daysBack;
    // Nine in the morning in Sydney and later, an hour each.
    const startMs = startOfToday + day * dayMs + (22 + (n % 3) - 24) * 3_600_000;
    const id = `${practitionerId}-s${n}`;
    const clientId = `${practitionerId}-c${Math.floor(chance() ** 2 * clientsEach)}`;
    return {
      ...{
        _id: id,
        practice,
        halaxyId: id,
        revision: 1,
        gone: false,
        appointmentId: `a-${id}`,
        patientId: clientId,
      },
      ...{ clientId, client: { givenName: 'Bench', familyName: clientId }, roleId: null, practitionerId },
      ...{ startMs, endMs: startMs + 50 * 60_000, status: statusOf(chance(), startMs < Date.now()) },
      ...{
        comment: `session ${n}`,
        locationType: 'in-person',
        invoiceId: `i-${id}`,
        serviceId: null,
        feeId: null,
      },
      ...{ clients: 1, origin: { source: 'sweep' as const, readNo: 1, atMs: startMs } },
    };
  });
}

/** For every other client a referral of this year, with a review for those who came often: as much of it used as they came. */
function plansFor(sessions: readonly SessionDocument[]): ReferralDocument[] {
  const year = `${new Date().getUTCFullYear()}`;
  const held = sessions.filter(
    ({ startMs, status }) =>
      status.meaning === 'completed' && new Date(startMs).toISOString().startsWith(year),
  );
  const cameOf = Map.groupBy(held, ({ clientId }) => clientId);
  const withPlan = [...cameOf].filter((_, n) => n % 2 === 0);
  return withPlan.map(([clientId, { length: came }]) => ({
    ...{ _id: `${practice}|${clientId}`, practice, halaxyId: clientId, revision: 1, gone: false, clientId },
    ...{ definitionId: planDefinitionId, limit: came > 6 ? 10 : 6, used: Math.min(came, 10) },
    ...{ start: `${year}-01-01` as LocalDate, end: `${year}-12-31` as LocalDate },
  }));
}

function statusOf(drawn: number, isPast: boolean): SessionDocument['status'] {
  const [raw, meaning]: [string, StatusMeaning] = !isPast
    ? ['confirmed', 'confirmed']
    : drawn < 0.08
      ? ['cancelled', 'cancelled']
      : drawn < 0.14
        ? ['did not attend', 'no_show']
        : ['attended', 'completed'];
  return { raw, meaning, arrived: false };
}

async function inBatches<T>(
  all: readonly T[],
  write: (some: readonly T[]) => Promise<unknown>,
): Promise<void> {
  for (let at = 0; at < all.length; at += batchSize) await write(all.slice(at, at + batchSize));
}

function createChance(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
