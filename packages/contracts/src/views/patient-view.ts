import { z } from 'zod';
import { pendingEdit } from './session-view.ts';

export const shownPatientStatuses = ['registered', 'active', 'critical', 'discharged'] as const;

const postalAddress = z.object({
  line: z.string(),
  suburb: z.string(),
  state: z.string(),
  postcode: z.string(),
});

/** A client as it goes to screens and as `/patients/{id}` answers; null = none. */
export const patientView = z
  .object({
    id: z.string().describe('`edit:<id>` for a registration on its way.'),
    givenName: z.string(),
    familyName: z.string(),
    preferredName: z.string().nullable(),
    birthDate: z.iso.date().nullable(),
    gender: z.string().nullable().describe('Halaxy’s own word.'),
    email: z.string().nullable(),
    mobile: z.string().nullable(),
    phone: z.string().nullable(),
    address: postalAddress.nullable(),
    status: z.enum(shownPatientStatuses).describe('Bloom’s own: Halaxy is not told.'),
    revision: z.number().int().describe('Grows with every change; compared per channel and client.'),
    pending: pendingEdit.optional(),
  })
  .meta({ id: 'Patient' });

export type PatientOnScreen = z.infer<typeof patientView>;
