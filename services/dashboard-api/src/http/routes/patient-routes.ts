import { editView, patientView } from '@bloom/contracts';
import { nameWords } from '@bloom/domain';
import { BloomError } from '@bloom/kit';
import { z } from 'zod';
import { seesWholePractice } from '../../auth/policy.ts';
import type { Caller } from '../../auth/verify-token.ts';
import { newPatientBody, patientChangeBody } from '../../edits/patient-change-body.ts';
import type { PatientEdits } from '../../edits/patient-edits.ts';
import type { Register } from '../../edits/registrations.ts';
import { patientStatusChange, type SetPatientStatus } from '../../own/patient-status.ts';
import type { ComposePatients } from '../../read/compose-patients.ts';
import type { FindPatients, PatientsOf } from '../../read/find-patients.ts';
import type { KnownPatientOf } from '../../read/known-patient.ts';
import { defineRoute, type Route } from '../define-route.ts';
import { expectedRevision } from '../expected-revision.ts';
import { InvalidInput } from '../invalid-input.ts';
import { anyId, listOf } from '../schemas.ts';

const pageItems = 50;
const lettersMin = 2;

/** At least two letters or digits: of fewer half of a practice would be named. */
const query = z
  .string()
  .max(100)
  .transform((text, context): string[] => {
    const words = nameWords(text);
    if ([...words.join('')].length >= lettersMin) return words;
    context.addIssue({ code: 'custom', message: `needs at least ${lettersMin} letters of a name` });
    return z.NEVER;
  })
  .describe(
    'Beginnings of given, family or preferred names, by blanks: each has to fit. Case and accents do not count.',
  );

const possibleDuplicate = patientView
  .pick({ id: true, givenName: true, familyName: true, birthDate: true })
  .meta({ id: 'PossibleDuplicate' });

/** Clients: found, registered and changed. */
export function patientRoutes(ports: {
  readonly find: FindPatients;
  readonly knownPatient: KnownPatientOf;
  readonly compose: ComposePatients;
  readonly edits: PatientEdits;
  readonly register: Register;
  readonly setStatus: SetPatientStatus;
}): Route[] {
  const { find, knownPatient, compose, edits, register, setStatus } = ports;
  const params = z.object({ id: anyId });
  const pending = 'It is a registration that is still on its way.';
  return [
    defineRoute({
      name: 'GET /patients',
      tag: 'patients',
      summary: 'Clients by the beginnings of their names.',
      description:
        'Registrations on their way are among them. A practitioner gets clients who have a session with them, and whom they ' +
        'register. By family and given name, at most 50 at a time; `nextCursor` asks for the rest.',
      query: z.object({ query, cursor: z.string().max(200).optional() }),
      etag: true,
      status: 200,
      data: listOf(patientView),
      async handle({ caller, practice, query: { query: words, cursor } }) {
        const afterId = cursor === undefined ? undefined : readCursor(cursor);
        const asked = { words, of: clientsOf(caller), afterId, limit: pageItems };
        const { items, lastId } = await find.page(practice.id, asked);
        return { data: { items, nextCursor: lastId === null ? null : writeCursor(lastId) } };
      },
    }),
    defineRoute({
      name: 'GET /patients/{id}',
      tag: 'patients',
      summary: 'One client, as screens show them.',
      description:
        'A practitioner reads clients who have a session with them. `edit:<id>` of a registration is the client once they are there.',
      params,
      etag: true,
      status: 200,
      data: patientView,
      async handle({ caller, practice, params: { id } }) {
        const { client, registration } = await knownPatient(practice.id, id, caller);
        const [data] = client
          ? await compose.ofStored(practice.id, [client])
          : compose.ofRegistrations([registration]);
        return { data };
      },
    }),
    defineRoute({
      name: 'PATCH /patients/{id}',
      tag: 'patients',
      summary: 'Changes a client’s contact details.',
      description:
        'Accepted is durable, and shown at once; halaxy-writer carries it to Halaxy. Null takes a field away. Field by field ' +
        'what somebody changed in Halaxy since `base` stands: then the edit ends as `conflict`.',
      params,
      body: patientChangeBody,
      idempotent: true,
      revised: true,
      conflict: pending,
      status: 202,
      data: z.object({ edit: editView, patient: patientView }),
      handle: async ({ caller, practice, params: { id }, body, sent, header }) => ({
        data: await edits.change(practice, id, {
          caller,
          key: header('idempotency-key'),
          body,
          sent,
          expected: expectedRevision(header('if-match')),
        }),
      }),
    }),
    defineRoute({
      name: 'POST /patients',
      tag: 'patients',
      summary: 'Registers a client.',
      description:
        'Shown at once as `edit:<editId>`; the change that names the client bears that as `replaces`. `possibleDuplicates` ' +
        'are of the same name, and born on the same day or reached by the same number: a warning, never a refusal.',
      body: newPatientBody,
      idempotent: true,
      status: 202,
      data: z.object({
        edit: editView,
        patient: patientView,
        possibleDuplicates: z.array(possibleDuplicate),
      }),
      handle: async ({ caller, practice, body, sent, header }) => ({
        data: await register(practice, { caller, key: header('idempotency-key'), body, sent }),
      }),
    }),
    defineRoute({
      name: 'PUT /patients/{id}/status',
      tag: 'patients',
      summary: 'Says how a client stands with the practice.',
      description:
        'Bloom’s own: Halaxy is not told. Until it is said, it is `registered` for whom Bloom registered and `active` for others.',
      params,
      body: patientStatusChange,
      conflict: pending,
      status: 200,
      data: patientView,
      handle: async ({ caller, practice, params: { id }, body }) => ({
        data: await setStatus(practice.id, id, caller, body),
      }),
    }),
  ];
}

/** Whose clients somebody finds. @throws BloomError FORBIDDEN for a practitioner who is none of the practice's */
function clientsOf(caller: Caller): PatientsOf {
  if (seesWholePractice(caller)) return undefined;
  const { practitionerId, sub } = caller;
  if (practitionerId === undefined) throw new BloomError('FORBIDDEN');
  return { practitionerId, sub };
}

/** The last one's id alone: a cursor stands in addresses, and names are no part of these. */
function writeCursor(id: string): string {
  return Buffer.from(id).toString('base64url');
}

/** @throws InvalidInput when it is none of ours */
function readCursor(cursor: string): string {
  const id = /^\S{1,80}$/.exec(Buffer.from(cursor, 'base64url').toString())?.[0];
  if (id === undefined)
    throw new InvalidInput([{ path: 'query.cursor', message: 'is no cursor of this list' }]);
  return id;
}
