/**
 * What the figures of a practitioner have to be, worked out the plain way from what Halaxy itself answers: whole lists, no
 * record of ours, none of our code. Slow and simple on purpose.
 */
import type { HalaxyLists } from './read-lists.ts';

// biome-ignore lint/suspicious/noExplicitAny: Halaxy's records as they come.
type Loose = any;

const idOf = (reference: Loose): string => {
  const whole = String(reference?.reference ?? '');
  return whole.slice(whole.lastIndexOf('/') + 1);
};
const cents = (money: Loose): number => Math.round(Number(money?.value ?? 0) * 100);
const extension = (holder: Loose, list: string, name: string): Loose =>
  (holder[list] ?? []).find(({ url }: Loose) => url.endsWith(`/${name}`));

const formats = new Map<string, Intl.DateTimeFormat>();
const day = (ms: number, zone: string): string => {
  const format = formats.get(zone) ?? new Intl.DateTimeFormat('en-CA', { timeZone: zone });
  formats.set(zone, format);
  return format.format(ms);
};
const plus = (date: string, days: number): string =>
  new Date(Date.parse(`${date}T00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
const monday = (date: string): string => plus(date, -((new Date(`${date}T00:00Z`).getUTCDay() + 6) % 7));

type Seen = {
  appointment: string;
  patient: string;
  /** The id by which the appointment names them. */
  namedAs: string;
  practitioner: string;
  date: string;
  startMs: number;
  kind: 'open' | 'held' | 'out' | 'needs_review';
  cancelled: boolean;
  missed: boolean;
  invoices: string[];
  feeCents: number | undefined;
  group: boolean;
};

/** Every client's part in every appointment, as the figures count it at that instant. */
function sessionsOf(
  halaxy: HalaxyLists,
  { zone, nowMs, ownerOf }: Required<Pick<Asked, 'zone' | 'nowMs' | 'ownerOf'>>,
): Seen[] {
  const roles = new Map(halaxy.PractitionerRole?.map((role) => [role.id, idOf(role.practitioner)]));
  const seen: Seen[] = [];
  for (const one of halaxy.Appointment ?? []) {
    const named = one.participant.map(({ actor }: Loose) => actor);
    const role = named.find(
      (actor: Loose) => actor.type === 'PractitionerRole' && idOf(actor).startsWith('PR-'),
    );
    const all = one.participant.filter(({ actor }: Loose) => actor.type === 'Patient');
    // Who is named twice, as after a merge of two of a group, has one part: the first.
    const patients = all.filter(
      ({ actor }: Loose, at: number) =>
        all.findIndex((other: Loose) => idOf(other.actor) === idOf(actor)) === at,
    );
    const service = one.supportingInformation?.find(({ type }: Loose) => type === 'HealthcareService');
    const fee = one.supportingInformation?.find(({ type }: Loose) => type === 'ChargeItemDefinition');
    const places = halaxy.HealthcareService?.find(({ id }) => id === idOf(service));
    const most = places ? extension(places, 'extension', 'healthcare-service-max-patients')?.valueInteger : 1;
    const listed = halaxy.ChargeItemDefinition?.find(({ id }) => id === idOf(fee));
    for (const patient of patients) {
      const told = extension(patient, 'modifierExtension', 'appointment-participant-status').valueCoding.code;
      const code = String(told).toLowerCase().replaceAll(/[_-]/g, ' ');
      const [startMs, endMs] = [Date.parse(one.start), Date.parse(one.end)];
      // A code that we know is open until its session ends; one that we do not know only until it starts.
      const known = ['booked', 'confirmed', 'arrived', 'check response'].includes(code);
      const ahead = startMs > nowMs || (known && endMs > nowMs);
      const kinds: Record<string, Seen['kind']> = {
        attended: 'held',
        'did not attend': 'out',
        cancelled: 'out',
        rejected: 'out',
      };
      const patientId = idOf(patient.actor);
      const link = idOf(extension(patient, 'extension', 'appointment-participant-invoice')?.valueReference);
      const lines = halaxy.InvoiceLine?.filter(
        (line) =>
          idOf(line.context) === one.id &&
          ownerOf(idOf(line.subject)) === ownerOf(patientId) &&
          line.status !== 'voided',
      );
      seen.push({
        appointment: one.id,
        patient: ownerOf(patientId),
        namedAs: patientId,
        practitioner: roles.get(idOf(role)) ?? '',
        date: day(startMs, zone),
        startMs,
        kind: kinds[code] ?? (ahead ? 'open' : 'needs_review'),
        cancelled: code === 'cancelled' || code === 'rejected',
        missed: code === 'did not attend',
        invoices: [...new Set([link, ...(lines ?? []).map((line) => idOf(line.invoice))])].filter(Boolean),
        feeCents: listed && cents(listed.propertyGroup[0].priceComponent[0].amount),
        group: patients.length > 1 || Number(most ?? 1) > 1,
      });
    }
  }
  return seen;
}

export type Asked = {
  practitioner: string;
  date: string;
  zone: string;
  nowMs: number;
  /** Whose record a patient's id names, after merges. */
  ownerOf?: (patientId: string) => string;
};

/** The figures of a practitioner (Halaxy's id) for a day. */
export function figuresExpected(
  halaxy: HalaxyLists,
  { practitioner, date, zone, nowMs, ownerOf = (id) => id }: Asked,
) {
  const all = sessionsOf(halaxy, { zone, nowMs, ownerOf });
  const own = all.filter((one) => one.practitioner === practitioner);
  const invoices = new Map(halaxy.Invoice?.map((invoice) => [invoice.id, invoice]));
  const billing = (invoiceId: string): string => {
    const lines = halaxy.InvoiceLine?.filter(({ invoice }) => idOf(invoice) === invoiceId) ?? [];
    const funders = lines.map((line) =>
      idOf(extension(line, 'extension', 'invoice-line-funder')?.valueReference),
    );
    const names = funders.map((id) => halaxy.Organization?.find((one) => one.id === id)?.name.toLowerCase());
    return ['medicare', 'dva', 'workcover', 'ndis'].find((type) => names.includes(type)) ?? 'private';
  };
  const bills = (sessions: Seen[]): Loose[] =>
    [...new Set(sessions.flatMap((one) => one.invoices))]
      .map((id) => invoices.get(id))
      .filter((invoice) => invoice && invoice.type !== 'quote');
  const total = (sessions: Seen[]): number =>
    bills(sessions).reduce((sum, one) => sum + cents(one.totalGross), 0);
  const within = (from: string, to: string) => own.filter((one) => one.date >= from && one.date <= to);
  const ofKind = (sessions: Seen[], kind: Seen['kind']) => sessions.filter((one) => one.kind === kind);

  const [week, sunday] = [monday(date), plus(monday(date), 6)];
  const inWeek = within(week, sunday);
  const cancelled = inWeek.filter((one) => one.cancelled).length;
  const counted = inWeek.length - cancelled;
  const heldInWeek = ofKind(inWeek, 'held');

  const monthYear = date.slice(0, 7);
  const inMonth = own.filter((one) => one.date.startsWith(monthYear));
  const [heldInMonth, openInMonth] = [ofKind(inMonth, 'held'), ofKind(inMonth, 'open')];
  const earned = total(heldInMonth);
  const average = heldInMonth.length === 0 ? null : earned / heldInMonth.length;
  const paidFor = new Set(bills(heldInMonth).map(({ id }) => id));
  let toCome = 0;
  for (const one of openInMonth) {
    const own = bills([one]);
    if (own.length === 0) toCome += one.feeCents ?? average ?? 0;
    for (const invoice of own) if (!paidFor.has(invoice.id)) toCome += cents(invoice.totalGross);
    for (const invoice of own) paidFor.add(invoice.id);
  }
  const daysInMonth = new Date(Date.UTC(Number(date.slice(0, 4)), Number(date.slice(5, 7)), 0)).getUTCDate();
  const byType = (type: string): number =>
    bills(heldInMonth)
      .filter(({ id }) => billing(id) === type)
      .reduce((sum, one) => sum + cents(one.totalGross), 0) / 100;

  const planLeft = (patient: string, on: string): { left: number; limit: number } | undefined => {
    const active = (halaxy.Referral ?? [])
      .filter(
        ({ subject, period }) => ownerOf(idOf(subject)) === patient && period.start <= on && period.end >= on,
      )
      .map(({ id, period, limitQuantity }) => ({
        id,
        end: period.end,
        start: period.start,
        limit: Number(limitQuantity.quantity.value),
        left: Number(limitQuantity.quantity.value) - Number(limitQuantity.quantityUsed),
      }));
    const order = (a: (typeof active)[0], b: (typeof active)[0]) =>
      `${a.end}${a.start}${a.id}` < `${b.end}${b.start}${b.id}` ? -1 : 1;
    const chosen = active.filter(({ left }) => left > 0).sort(order)[0] ?? active.sort(order).at(-1);
    if (!chosen) return undefined;
    const inYear = all.filter(
      (one) =>
        one.patient === patient &&
        one.kind === 'held' &&
        !one.group &&
        one.date.slice(0, 4) === on.slice(0, 4) &&
        bills([one]).some(({ id }) => billing(id) === 'medicare'),
    );
    return { left: Math.max(0, Math.min(chosen.left, 10 - inYear.length)), limit: chosen.limit };
  };

  const isToday = day(nowMs, zone) === date;
  const ahead = (one: Seen) => (isToday ? one.startMs > nowMs : one.date >= date);
  const stands = (one: Seen) => one.kind === 'open' || one.kind === 'held';
  const clients = [...new Set(own.filter((one) => one.kind !== 'out').map((one) => one.patient))];
  const booked = (patient: string) =>
    all.some((one) => one.patient === patient && one.kind === 'open' && one.date > date);
  const came = (patient: string) =>
    ofKind(own, 'held').filter((one) => one.patient === patient && one.date <= date);
  const endingSoon = clients.filter((patient) => {
    const plan = planLeft(patient, date);
    return plan !== undefined && plan.left <= 2;
  });
  return {
    weeklyStats: {
      weekStartDate: week,
      weekEndDate: sunday,
      currentSessions: heldInWeek.length,
      scheduledSessions: ofKind(inWeek, 'open').length,
      maxSessions: 25,
      currentRevenue: total(heldInWeek) / 100,
      targetRevenue: 5500,
      completionRate: counted === 0 ? null : Math.round((100 * heldInWeek.length) / counted),
      noShowCount: inWeek.filter((one) => one.missed).length,
      cancellationCount: cancelled,
    },
    monthlyStats: {
      monthName: new Date(`${date}T00:00Z`).toLocaleDateString('en-AU', { month: 'long', timeZone: 'UTC' }),
      monthYear,
      currentRevenue: earned / 100,
      targetRevenue: 22000,
      projectedRevenue: Math.round(earned + toCome) / 100,
      yearlyProjection: Math.round((12 * (earned / 100) * daysInMonth) / Number(date.slice(8))),
      sessionsCompleted: heldInMonth.length,
      sessionsScheduled: openInMonth.length,
      averageSessionValue: average === null ? null : Math.round(average) / 100,
      revenueByBillingType: {
        medicare: byType('medicare'),
        private: byType('private'),
        dva: byType('dva'),
        workcover: byType('workcover'),
        ndis: byType('ndis'),
      },
    },
    upcomingStats: {
      tomorrowSessions: within(plus(date, 1), plus(date, 1)).filter(stands).length,
      remainingThisWeek: ofKind(inWeek, 'open').filter(ahead).length,
      nextWeekSessions: within(plus(week, 7), plus(week, 13)).filter(stands).length,
      mhcpEndingSoon: endingSoon.length,
      clientsNeedingFollowUp: clients.filter(
        (patient) => !booked(patient) && came(patient).some((one) => one.date >= plus(date, -29)),
      ).length,
      unbookedRegulars: clients.filter((patient) => {
        const recent = came(patient).filter((one) => one.date >= plus(date, -83));
        const last =
          recent
            .map((one) => one.date)
            .sort()
            .at(-1) ?? '';
        return !booked(patient) && recent.length >= 3 && last < plus(date, -14);
      }).length,
    },
    sessions: own.map((one) => {
      const plan = planLeft(one.patient, one.date);
      const history = own.filter((other) => other.patient === one.patient);
      const before = ofKind(history, 'held').filter((other) => other.startMs < one.startMs);
      return {
        appointment: one.appointment,
        patient: one.patient,
        namedAs: one.namedAs,
        sessionNumber: one.kind === 'out' ? null : before.length + 1,
        mhcpRemaining: plan?.left ?? null,
        mhcpTotal: plan?.limit ?? null,
      };
    }),
  };
}
