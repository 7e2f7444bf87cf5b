import { addAppointment, type BookPorts } from '../api/book.ts';
import { setStatus, zeroInvoice } from '../api/write-appointment.ts';
import { createPatient, patchPatient } from '../api/write-patient.ts';
import type { Appointment } from '../fhir.ts';
import { idOf, invoiceOf, isPatient, money, referTo } from '../fhir.ts';
import { isObject, type Json, type JsonObject, textOf } from '../json.ts';
import { offsetMinutes, writeTime } from '../local-time.ts';
import type { Actor } from '../store.ts';
import { plain } from '../world/practice.ts';
import { noteSeries, type Reach, reached, reaches } from './series.ts';

/** What a person can do at Halaxy's own screens. Each takes its fields and returns what it touched. */
export type Act = (ports: BookPorts, fields: JsonObject, by: Actor) => Json;

/** A request of the control API that cannot be carried out. */
export class ActError extends Error {}

const MINUTE_MS = 60_000;

function appointmentOf({ store }: BookPorts, fields: JsonObject): Appointment {
  const held = store.appointment(textOf(fields.appointmentId));
  if (!held) throw new ActError(`No appointment ${textOf(fields.appointmentId)}`);
  return held;
}

/** `start` and either `end` or `minutes` (50 unless told). */
function timesOf(fields: JsonObject): { start: string; end: string } {
  const start = textOf(fields.start);
  if (Number.isNaN(Date.parse(start))) throw new ActError('start must be a time with an offset');
  const minutes = typeof fields.minutes === 'number' ? fields.minutes : 50;
  const end = textOf(fields.end) || writeTime(Date.parse(start) + minutes * MINUTE_MS, 'sydney');
  return { start, end };
}

function patientIdsOf(fields: JsonObject): string[] {
  if (Array.isArray(fields.patientIds)) return fields.patientIds.map(textOf);
  return fields.patientId ? [textOf(fields.patientId)] : [];
}

function invoicesOf(held: Appointment, patientId?: string): string[] {
  const people = held.participant.filter(
    (one) => isPatient(one) && (!patientId || idOf(one.actor) === patientId),
  );
  return people.flatMap((one) => invoiceOf(one) ?? []);
}

const create: Act = (ports, fields, by) => {
  const roleId = textOf(fields.practitionerRoleId);
  if (!ports.store.get('PractitionerRole', roleId)) throw new ActError(`No practitioner role ${roleId}`);
  const wanted = {
    roleId,
    patientIds: patientIdsOf(fields),
    ...timesOf(fields),
    description: textOf(fields.description),
  };
  return { appointmentId: addAppointment(ports, wanted, by).id };
};

/** `every` is in days, 7 unless told; the wall-clock hour stays over a change of offset. */
const series: Act = (ports, fields, by) => {
  const first = timesOf(fields);
  const times = typeof fields.times === 'number' ? fields.times : 4;
  const days = typeof fields.every === 'number' ? fields.every : 7;
  const [from, lengthMs] = [Date.parse(first.start), Date.parse(first.end) - Date.parse(first.start)];
  const made = Array.from({ length: times }, (_, n) => {
    const plainMs = from + n * days * 24 * 60 * MINUTE_MS;
    const at = plainMs - (offsetMinutes('sydney', plainMs) - offsetMinutes('sydney', from)) * MINUTE_MS;
    const start = writeTime(at, 'sydney');
    return create(ports, { ...fields, start, end: writeTime(at + lengthMs, 'sydney') }, by);
  });
  const appointmentIds = made.map((one) => (isObject(one) ? textOf(one.appointmentId) : ''));
  noteSeries(ports.store, appointmentIds);
  return { appointmentIds };
};

/** An act on one appointment, done to as many of its series as `reach` says. */
const overSeries =
  (act: Act): Act =>
  (ports, fields, by) => {
    const held = appointmentOf(ports, fields);
    for (const one of reached(ports.store, held, reachOf(fields)))
      act(ports, { ...fields, appointmentId: one.id }, by);
    return { appointmentId: held.id };
  };

/** `this` unless told. */
function reachOf({ reach = 'this' }: JsonObject): Reach {
  const known = reaches.find((one) => one === reach);
  if (!known) throw new ActError(`reach must be one of ${reaches.join(', ')}`);
  return known;
}

/** Others of a series move by as much as the one that is named. */
const move: Act = (ports, fields, by) => {
  const held = appointmentOf(ports, fields);
  const times = timesOf({ minutes: held.minutesDuration, ...fields });
  const [startsMs, endsMs] = [Date.parse(times.start), Date.parse(times.end)];
  const minutesDuration = Math.round((endsMs - startsMs) / MINUTE_MS);
  const byMs = startsMs - Date.parse(held.start);
  const [, ...others] = reached(ports.store, held, reachOf(fields));
  ports.store.put({ ...held, ...times, minutesDuration }, by);
  for (const other of others) {
    const startMs = Date.parse(other.start) + byMs;
    const [start, end] = [startMs, startMs + endsMs - startsMs].map((ms) => writeTime(ms, 'sydney'));
    ports.store.put({ ...other, start: start ?? '', end: end ?? '', minutesDuration }, by);
  }
  return { appointmentId: held.id };
};

const comment: Act = (ports, fields, by) => {
  const held = appointmentOf(ports, fields);
  const text = textOf(fields.text);
  ports.store.put(
    { ...held, description: text, ...(held.comment === undefined ? {} : { comment: text }) },
    by,
  );
  return { appointmentId: held.id };
};

const status: Act = (ports, fields, by) => {
  const held = appointmentOf(ports, fields);
  ports.store.put(setStatus(held, textOf(fields.code), textOf(fields.patientId) || undefined), by);
  return { appointmentId: held.id };
};

/** `way`: `status` keeps the invoice, `cancel` zeroes it, `cancel-and-delete-invoice` removes it. */
const cancel: Act = (ports, fields, by) => {
  const held = appointmentOf(ports, fields);
  const patientId = textOf(fields.patientId) || undefined;
  const next = setStatus(held, 'cancelled', patientId);
  const invoices = invoicesOf(held, patientId);
  if (fields.way === 'cancel') for (const id of invoices) zeroInvoice(ports.store, id, by);
  if (fields.way === 'cancel-and-delete-invoice') {
    for (const id of invoices) removeInvoice(ports, id, by);
    next.participant = next.participant.map((one) =>
      invoices.includes(invoiceOf(one) ?? '') ? { ...one, extension: [] } : one,
    );
  }
  ports.store.put(next, by);
  return { appointmentId: held.id };
};

function removeInvoice({ store }: BookPorts, id: string, by: Actor): void {
  const lines = store.loaded('InvoiceLine').filter(({ invoice }) => idOf(invoice as never) === id);
  for (const line of lines) store.remove('InvoiceLine', line.id, by);
  store.remove('Invoice', id, by);
}

const remove: Act = (ports, fields, by) => {
  const held = appointmentOf(ports, fields);
  for (const id of invoicesOf(held)) removeInvoice(ports, id, by);
  ports.store.remove('Appointment', held.id, by);
  return { appointmentId: held.id };
};

/** `amount` in dollars; absent, all that is owed. */
const pay: Act = (ports, fields, by) => {
  const invoice = ports.store.invoice(textOf(fields.invoiceId));
  if (!invoice) throw new ActError(`No invoice ${textOf(fields.invoiceId)}`);
  const amount = typeof fields.amount === 'number' ? fields.amount : invoice.totalBalance.value;
  const paid = invoice.totalPaid.value + amount;
  const totals = { totalPaid: money(paid), totalBalance: money(invoice.totalGross.value - paid) };
  ports.store.put({ ...invoice, ...totals }, by);
  const id = ports.nextId('PaymentTransaction');
  const created = writeTime(ports.clock.now(), 'sydney');
  const payment = {
    created,
    method: { text: 'EFTPOS' },
    type: { text: 'Payment' },
    amount: money(amount),
    invoice: referTo('Invoice', invoice.id),
  };
  ports.store.put(plain('PaymentTransaction', id, '', payment), by);
  return { invoiceId: invoice.id, paymentId: id };
};

const made = (answer: { status: number; body?: Json }): Json => {
  if (answer.status >= 400) throw new ActError(JSON.stringify(answer.body));
  return { patientId: isObject(answer.body) ? textOf(answer.body.id) : '' };
};
const addPatient: Act = (ports, fields, by) =>
  made(createPatient(ports.store, ports.nextId('Patient'), fields.patient ?? {}, by));
const changePatient: Act = (ports, fields, by) =>
  made(patchPatient(ports.store, textOf(fields.patientId), fields.patient ?? {}, by));

/** One patient goes, the other keeps both diaries; the old id answers with the survivor. */
const mergePatients: Act = (ports, fields, by) => {
  const [from, into] = [textOf(fields.from), textOf(fields.into)];
  const { store } = ports;
  if (from === into || !store.get('Patient', from) || !store.get('Patient', into))
    throw new ActError('from and into must be two patients');
  for (const held of store.list('Appointment') as unknown as Appointment[]) {
    if (!held.participant.some(({ actor }) => actor.reference === `Patient/${from}`)) continue;
    const participant = held.participant.map((one) =>
      one.actor.reference === `Patient/${from}` ? { ...one, actor: referTo('Patient', into) } : one,
    );
    store.put({ ...held, participant }, by);
  }
  store.remove('Patient', from, by);
  store.alias('Patient', from, into);
  const survivor = store.get('Patient', into);
  if (survivor) store.put(survivor, by);
  return { patientId: into };
};

/** Every act by the name the control API gives it. */
export const acts: Record<string, Act> = {
  create,
  series,
  move,
  comment,
  status,
  cancel: overSeries(cancel),
  'no-show': (ports, fields, by) => status(ports, { ...fields, code: 'did not attend' }, by),
  delete: overSeries(remove),
  pay,
  'create-patient': addPatient,
  'update-patient': changePatient,
  'merge-patients': mergePatients,
};
