import { projectAppointment } from './project-appointment.ts';
import { projectPatient } from './project-patient.ts';
import { projectPractitioner, projectRole } from './project-staff.ts';
import { nothingToProject, type Project } from './projection.ts';

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

/**
 * Which records copy from one another: a session bears its client's name and its practitioner. Those of one group may be
 * saved beside one another; of two groups never, or a session would keep a name that changed meanwhile.
 */
export function groupOf(type: string): 'people' | 'diary' | undefined {
  if (type === 'Appointment') return 'diary';
  return projections.has(type) ? 'people' : undefined;
}
