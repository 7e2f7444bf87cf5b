import { catalogueTypes } from '@bloom/domain';
import { projectAppointment } from './project-appointment.ts';
import { projectInvoice, projectInvoiceLine } from './project-billing.ts';
import { projectCatalogue } from './project-catalogue.ts';
import { projectPatient } from './project-patient.ts';
import { projectReferral } from './project-referral.ts';
import { projectPractitioner, projectRole } from './project-staff.ts';
import { nothingToProject, type Project } from './projection.ts';

const people: ReadonlyMap<string, Project> = new Map<string, Project>([
  ['Practitioner', projectPractitioner],
  ['PractitionerRole', projectRole],
  ['Patient', projectPatient],
]);

const projections: ReadonlyMap<string, Project> = new Map<string, Project>([
  ...people,
  ['Appointment', projectAppointment],
  ['Invoice', projectInvoice],
  ['InvoiceLine', projectInvoiceLine],
  ['Referral', projectReferral],
  ...catalogueTypes.map((type): [string, Project] => [type, projectCatalogue(type)]),
]);

/** What follows a record of this type. */
export function projectionOf(type: string): Project {
  return projections.get(type) ?? (async () => nothingToProject);
}

/** Records that name clients: whose they are is looked up while they are kept. */
const namesClients: ReadonlySet<string> = new Set(['Appointment', 'InvoiceLine', 'Referral']);

/**
 * Which records copy from one another: a session bears its client's name and its practitioner. Those of one group may be
 * saved beside one another; of two groups never, or a session would keep a name that changed meanwhile.
 */
export function groupOf(type: string): 'people' | 'diary' | undefined {
  if (namesClients.has(type)) return 'diary';
  return people.has(type) ? 'people' : undefined;
}
