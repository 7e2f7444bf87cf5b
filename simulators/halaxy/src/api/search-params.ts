import type { Appointment, Reference, Resource } from '../fhir.ts';
import { idOf, isPatient, statusOf } from '../fhir.ts';
import { isObject, type Json, textOf } from '../json.ts';
import { timeFilter } from './time-filter.ts';

/** Whether a record fits a search value; `timed` values are read as times first. */
export type Param =
  | { kind: 'match'; fits(resource: Resource, value: string): boolean }
  | { kind: 'time'; at(resource: Resource): number }
  | { kind: 'ignored' }
  | { kind: 'polymorphic'; field: string };

const idIn = (value: string) => value.split('/').at(-1) ?? '';
const refers = (field: string): Param => ({
  kind: 'match',
  fits: (resource, value) => idOf(resource[field] as Reference | undefined) === idIn(value),
});
const actorOf = (type: string): Param => ({
  kind: 'match',
  fits: (resource, value) =>
    participants(resource).some(({ actor }) => actor.type === type && idOf(actor) === idIn(value)),
});
const time = (field: string): Param => ({
  kind: 'time',
  at: (resource) => Date.parse(textOf(resource[field])),
});
const startsWith = (read: (resource: Resource) => string[]): Param => ({
  kind: 'match',
  fits: (resource, value) =>
    read(resource).some((text) => text.toLowerCase().startsWith(value.toLowerCase())),
});
const participants = (resource: Resource) => (resource as unknown as Appointment).participant;

function names(resource: Resource, field: 'family' | 'given'): string[] {
  const list: Json[] = Array.isArray(resource.name) ? resource.name : [];
  return list.flatMap((name) => {
    const value = isObject(name) ? name[field] : undefined;
    return Array.isArray(value) ? value.map(textOf) : value ? [textOf(value)] : [];
  });
}
const family = startsWith((resource) => names(resource, 'family'));
const given = startsWith((resource) => names(resource, 'given'));
const anyName = startsWith((resource) => [...names(resource, 'family'), ...names(resource, 'given')]);
const plainName = startsWith((resource) => [textOf(resource.name)]);
const active: Param = { kind: 'match', fits: (resource, value) => String(resource.active) === value };

/** What each type can be searched by. A parameter not here gets an outcome entry in the answer. */
export const searchParams: Record<string, Record<string, Param>> = {
  Appointment: {
    date: time('start'),
    patient: actorOf('Patient'),
    'practitioner-role': actorOf('PractitionerRole'),
    'part-status': {
      kind: 'match',
      fits: (resource, value) =>
        participants(resource).some((person) => isPatient(person) && statusOf(person) === value),
    },
  },
  Patient: { name: anyName, family, given, 'general-practitioner': { kind: 'ignored' } },
  Practitioner: { name: anyName, active },
  PractitionerRole: { practitioner: refers('practitioner'), organization: refers('organization'), active },
  Invoice: {
    created: time('created'),
    recipient: { kind: 'polymorphic', field: 'recipient' },
    patient: { kind: 'ignored' },
  },
  InvoiceLine: { subject: refers('subject'), invoice: refers('invoice') },
  PaymentTransaction: { created: time('created'), invoice: refers('invoice') },
  Referral: { subject: { kind: 'polymorphic', field: 'subject' } },
  Coverage: { beneficiary: { kind: 'polymorphic', field: 'beneficiary' } },
  HealthcareService: { name: plainName, active },
  Organization: { name: plainName, active },
};

/** A test for one search value; `unreadable` and `bareId` are the ways Halaxy refuses a value. */
export function testFor(
  param: Param,
  value: string,
): ((resource: Resource) => boolean) | 'unreadable' | 'bareId' {
  if (param.kind === 'ignored') return () => true;
  if (param.kind === 'match') return (resource) => value.split(',').some((one) => param.fits(resource, one));
  if (param.kind === 'time') {
    const fits = timeFilter(value);
    return fits ? (resource) => fits(param.at(resource)) : 'unreadable';
  }
  const [type, id] = value.split('/').slice(-2);
  if (!id) return 'bareId';
  return (resource) => (resource[param.field] as Reference | undefined)?.reference === `${type}/${id}`;
}
