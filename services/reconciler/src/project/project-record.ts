import type { RecordTables, Transaction } from '@bloom/store';
import { projectAppointment } from './project-appointment.ts';
import { projectPatient, projectPractitioner, projectRole } from './project-people.ts';
import { type About, nothingToProject, type Projection } from './projection.ts';

/** A projection of one type: makes what dashboards read follow a record, undefined where Halaxy has it no more. */
export type Project = (
  record: Readonly<Record<string, unknown>> | undefined,
  about: About,
  tables: RecordTables,
  transaction: Transaction,
) => Promise<Projection>;

const projections: ReadonlyMap<string, Project> = new Map<string, Project>([
  ['Practitioner', projectPractitioner],
  ['PractitionerRole', projectRole],
  ['Patient', projectPatient],
  ['Appointment', projectAppointment],
]);

/** What follows a record of this type; an invoice is mirrored as it is and nothing follows it yet. */
export function projectionOf(type: string): Project {
  return projections.get(type) ?? (async () => nothingToProject);
}
