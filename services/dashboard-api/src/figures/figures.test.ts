import { parseLocalDate, parseTimeZone, type StatusMeaning, usualAims } from '@bloom/domain';
import type {
  CatalogueDocument,
  InvoiceDocument,
  InvoiceLineDocument,
  ReferralDocument,
  SessionDocument,
  Store,
} from '@bloom/store';
import { stores } from '@bloom/store/testing';
import { createTestClock } from '@bloom/testkit';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { testSession } from '../testing/test-records.ts';
import { createPractitionerFigures } from './practitioner-figures.ts';
import { createSessionFigures, type SessionFiguresOf } from './session-figures.ts';

const sydney = parseTimeZone('Australia/Sydney');
const date = parseLocalDate('2026-11-25');
if (!sydney || !date) throw new Error('no such zone or day');
// Wednesday, 25 November 2026, noon in Sydney.
const nowMs = Date.parse('2026-11-25T01:00Z');

describe.each(stores)('figures from %s', (_, open) => {
  let store: Store & { drop(): Promise<void> };
  let n = 0;
  beforeEach(async () => {
    store = await open();
    n = 0;
  });
  afterEach(() => store.drop());

  const put = async (name: string, document: Readonly<Record<string, unknown>> & { readonly _id: string }) =>
    void (await store.collection<{ _id: string }>(name).insertOne(document));

  async function session(start: string, meaning: StatusMeaning, other: Partial<SessionDocument> = {}) {
    n += 1;
    const startMs = Date.parse(start);
    const status = { raw: meaning, meaning, arrived: false };
    const one = testSession({ _id: `s_${n}`, halaxyId: `70${n}`, startMs, status, ...other });
    await put('sessions', one);
    return one;
  }
  const kept = (id: string) => ({ practice: 'demo', halaxyId: id, revision: 1, gone: false });
  const invoice = (id: string, grossCents: number, other: Partial<InvoiceDocument> = {}) =>
    put('invoices', {
      _id: `${other.practice ?? 'demo'}|${id}`,
      ...kept(id),
      isQuote: false,
      grossCents,
      isPaid: false,
      organizationId: null,
      ...other,
    });
  const line = (id: string, fields: Partial<InvoiceLineDocument> & { invoiceId: string }) =>
    put('invoice_lines', {
      _id: `demo|${id}`,
      ...kept(id),
      appointmentId: null,
      clientId: null,
      funderId: null,
      isVoid: false,
      ...fields,
    });
  const referral = (id: string, fields: Partial<Omit<ReferralDocument, 'start' | 'end'>> = {}) =>
    put('referrals', {
      _id: `demo|${id}`,
      ...kept(id),
      clientId: 'c_1',
      definitionId: null,
      limit: 6,
      used: 2,
      start: '2026-01-01',
      end: '2026-12-31',
      ...fields,
    });
  const entry = (type: CatalogueDocument['type'], id: string, fields: Partial<CatalogueDocument>) =>
    put('catalogue', {
      _id: `demo|${type}|${id}`,
      ...kept(id),
      type,
      name: '',
      patientsMax: null,
      priceCents: null,
      ...fields,
    });

  const figures = async (practice = 'demo') => {
    const of = createPractitionerFigures(store, createTestClock(nowMs));
    return of(practice, 'p_ann', { date: date as never, zone: sydney as never, aims: usualAims });
  };
  const ofSession = async (one: SessionDocument, own: Parameters<SessionFiguresOf>[2]['own'] = new Map()) => {
    const of = createSessionFigures(store, createTestClock(nowMs));
    return (await of('demo', [one], { zoneOf: () => sydney as never, own })).get(one._id);
  };

  test('of nobody there are none, and the usual aims', async () => {
    expect((await figures()).figures).toMatchObject({
      weeklyStats: { currentSessions: 0, maxSessions: 25, targetRevenue: 5_500, completionRate: null },
      monthlyStats: { targetRevenue: 22_000, averageSessionValue: null },
      upcomingStats: { mhcpEndingSoon: 0 },
    });
  });

  test('what was billed is found by the appointment’s link and by the invoice’s lines, each invoice once', async () => {
    await session('2026-11-23T00:00Z', 'completed', { invoiceId: '8001' });
    await session('2026-11-24T00:00Z', 'completed', { halaxyId: '7099' });
    await invoice('8001', 22_000);
    await invoice('8002', 18_050);
    await line('601', { invoiceId: '8001', appointmentId: '701', clientId: 'c_1' });
    await line('602', { invoiceId: '8002', appointmentId: '7099', clientId: 'c_1' });
    expect((await figures()).figures.weeklyStats).toMatchObject({
      currentSessions: 2,
      currentRevenue: 400.5,
    });
  });

  test.each([
    ['a line of another client of the group', { invoiceId: '8002', appointmentId: '701', clientId: 'c_8' }],
    ['a voided line', { invoiceId: '8002', appointmentId: '701', isVoid: true }],
    ['a line that is gone', { invoiceId: '8002', appointmentId: '701', gone: true }],
  ])('I3: %s bills nothing', async (_name, fields) => {
    await session('2026-11-23T00:00Z', 'completed');
    await invoice('8002', 18_050);
    await line('602', fields);
    expect((await figures()).figures.weeklyStats.currentRevenue).toBe(0);
  });

  test.each([
    ['a quote', { isQuote: true }],
    ['an invoice that was deleted', { gone: true }],
    ['a cancellation’s, brought to nothing', { grossCents: 0 }],
  ])('%s brings nothing', async (_name, fields) => {
    await session('2026-11-23T00:00Z', 'completed', { invoiceId: '8001' });
    await invoice('8001', 22_000, fields);
    expect((await figures()).figures.weeklyStats.currentRevenue).toBe(0);
  });

  test('revenue is told by funders, by whoever of them is none of private', async () => {
    await entry('Organization', 'FD-1', { name: 'Medicare' });
    await entry('Organization', 'FD-2', { name: 'An Invented Insurer' });
    await entry('Organization', 'FD-3', { name: 'DVA' });
    await session('2026-11-23T00:00Z', 'completed', { invoiceId: '8001' });
    await session('2026-11-24T00:00Z', 'completed', { invoiceId: '8002' });
    await session('2026-11-24T02:00Z', 'completed', { invoiceId: '8003' });
    await invoice('8001', 10_000);
    await line('601', { invoiceId: '8001', funderId: 'FD-2' });
    await line('602', { invoiceId: '8001', funderId: 'FD-1' });
    await invoice('8002', 5_000, { organizationId: 'FD-3' });
    await invoice('8003', 1_234);
    expect((await figures()).figures.monthlyStats.revenueByBillingType).toEqual({
      medicare: 100,
      dva: 50,
      private: 12.34,
      workcover: 0,
      ndis: 0,
    });
  });

  test('an open session without an invoice is worth its fee', async () => {
    await entry('ChargeItemDefinition', '6001', { priceCents: 19_900 });
    await session('2026-11-27T00:00Z', 'scheduled', { feeId: '6001' });
    expect((await figures()).figures.monthlyStats.projectedRevenue).toBe(199);
  });

  test('a plan is counted of every client who was ever seen, and was not only missed', async () => {
    await session('2026-02-03T00:00Z', 'completed');
    await referral('901', { used: 5 });
    await session('2026-02-04T00:00Z', 'cancelled', { clientId: 'c_2' });
    await referral('902', { clientId: 'c_2', used: 5 });
    expect((await figures()).figures.upcomingStats.mhcpEndingSoon).toBe(1);
  });

  test('a year that Medicare has paid for eight times ends a plan as well', async () => {
    await entry('Organization', 'FD-1', { name: 'Medicare' });
    await referral('901', { limit: 10, used: 0 });
    for (let month = 1; month <= 8; month += 1) {
      const invoiceId = `80${month}`;
      await session(`2026-0${month}-10T00:00Z`, 'completed', { invoiceId });
      await invoice(invoiceId, 9_335);
      await line(`60${month}`, { invoiceId, funderId: 'FD-1' });
    }
    const next = await session('2026-11-25T03:00Z', 'confirmed');
    expect((await figures()).figures.upcomingStats.mhcpEndingSoon).toBe(1);
    expect(await ofSession(next)).toEqual({
      sessionNumber: 9,
      mhcpRemaining: 2,
      mhcpTotal: 10,
      relationshipMonths: 10,
    });
  });

  test('sessions used elsewhere this year end a plan with those held here, and those of last year do not', async () => {
    await entry('Organization', 'FD-1', { name: 'Medicare' });
    await referral('901', { limit: 6, used: 0 });
    for (let at = 1; at <= 4; at += 1) {
      await session(`2026-0${at}-10T00:00Z`, 'completed', { invoiceId: `80${at}` });
      await invoice(`80${at}`, 9_335);
      await line(`60${at}`, { invoiceId: `80${at}`, funderId: 'FD-1' });
    }
    const own = (_id: string, clientId: string, practice: string, year: number) =>
      put('client_own', {
        _id,
        practice,
        id: clientId,
        revision: 1,
        presentingIssues: [],
        privateNotes: null,
        sessionsElsewhere: { year, count: 4 },
      });
    await own('other|c_1', 'c_1', 'other', 2026);
    expect((await figures()).figures.upcomingStats.mhcpEndingSoon).toBe(0);
    // Ten, less four held here and four elsewhere, leave two: an ending plan.
    await own('demo|c_1', 'c_1', 'demo', 2026);
    expect((await figures()).figures.upcomingStats.mhcpEndingSoon).toBe(1);
    const ofYear = (year: number) => new Map([['c_1', { sessionsElsewhere: { year, count: 4 } }]]);
    const open = await session('2026-11-25T03:00Z', 'confirmed');
    expect((await ofSession(open, ofYear(2026)))?.mhcpRemaining).toBe(2);
    expect((await ofSession(open, ofYear(2025)))?.mhcpRemaining).toBe(6);
    await store.collection('client_own').updateOne({ id: 'c_1', practice: 'demo' }, {
      $set: { sessionsElsewhere: { year: 2025, count: 4 } },
    } as never);
    expect((await figures()).figures.upcomingStats.mhcpEndingSoon).toBe(0);
  });

  test('a session of a group, by its clients or by its service, does not use up the year', async () => {
    await entry('Organization', 'FD-1', { name: 'Medicare' });
    await entry('HealthcareService', '9003', { patientsMax: 8 });
    await referral('901', { limit: 10, used: 0 });
    await session('2026-03-10T00:00Z', 'completed', { invoiceId: '801', clients: 2 });
    await session('2026-04-10T00:00Z', 'completed', { invoiceId: '802', serviceId: '9003' });
    for (const id of ['801', '802']) {
      await invoice(id, 5_000);
      await line(`6${id}`, { invoiceId: id, funderId: 'FD-1' });
    }
    expect(await ofSession(await session('2026-11-25T03:00Z', 'confirmed'))).toMatchObject({
      mhcpRemaining: 10,
    });
  });

  test('a referral of another kind, or limited by hours, is no plan', async () => {
    await entry('ReferralDefinition', '6502', { name: 'DVA Referral' });
    await referral('901', { definitionId: '6502' });
    await referral('902', { limit: null });
    expect(await ofSession(await session('2026-11-25T03:00Z', 'confirmed'))).toMatchObject({
      mhcpRemaining: null,
      mhcpTotal: null,
    });
  });

  test('a client of two practitioners is numbered by each, and booked with either', async () => {
    await session('2026-11-10T00:00Z', 'completed', { practitionerId: 'p_ben' });
    await session('2026-11-17T00:00Z', 'completed');
    expect((await figures()).figures.upcomingStats.clientsNeedingFollowUp).toBe(1);
    const booked = await session('2026-12-20T00:00Z', 'scheduled', { practitionerId: 'p_ben' });
    expect((await figures()).figures.upcomingStats.clientsNeedingFollowUp).toBe(0);
    expect(await ofSession(booked)).toMatchObject({ sessionNumber: 2 });
  });

  test('figures stand until the next session starts or ends', async () => {
    await session('2026-11-25T02:30Z', 'confirmed');
    expect((await figures()).untilMs).toBe(Date.parse('2026-11-25T02:30Z'));
  });

  test('I5: nothing of another practice is counted', async () => {
    const other = { practice: 'other' };
    await session('2026-11-23T00:00Z', 'completed', { ...other, invoiceId: '8001' });
    await session('2026-11-24T00:00Z', 'completed', { invoiceId: '8002' });
    await invoice('8002', 99_900, other);
    await put('referrals', {
      ...kept('9'),
      ...other,
      _id: 'other|9',
      clientId: 'c_1',
      limit: 6,
      used: 6,
    } as never);
    expect((await figures()).figures).toMatchObject({
      weeklyStats: { currentSessions: 1, currentRevenue: 0 },
      upcomingStats: { mhcpEndingSoon: 0 },
    });
  });
});
