import type { TwinWriter } from './twin-writer.ts';

type Participant = { readonly actor: { readonly reference: string; readonly type: string } };

/** An appointment as the API shows it. */
export type Appointment = {
  readonly id: string;
  readonly start: string;
  readonly end: string;
  readonly comment?: string;
  readonly description?: string;
  readonly participant: readonly Participant[];
};

const lastSegment = ({ actor }: Participant): string => actor.reference.split('/').at(-1) ?? '';
const named = ({ participant }: Appointment, type: string): string[] =>
  participant.filter(({ actor }) => actor.type === type).map(lastSegment);

/** What is read as a comment. */
export const commentOf = ({ comment, description }: Appointment): string => comment ?? description ?? '';

export const appointmentsOf = (net: TwinWriter): Appointment[] =>
  net.halaxy.list('Appointment') as unknown as Appointment[];

/** Sessions ahead of one patient each, the nearest first, by Halaxy's ids. */
export function sessionsAhead(net: TwinWriter, fromMs: number) {
  return appointmentsOf(net)
    .filter((one) => Date.parse(one.start) > fromMs && named(one, 'Patient').length === 1)
    .sort((a, b) => Date.parse(a.start) - Date.parse(b.start))
    .map((one) => ({
      id: one.id,
      patientId: named(one, 'Patient')[0] ?? '',
      roleId: named(one, 'PractitionerRole')[0] ?? '',
      comment: commentOf(one),
      span: { startMs: Date.parse(one.start), endMs: Date.parse(one.end) },
    }));
}

/** Those of a patient at that time that are not cancelled. */
export const bookedAt = (net: TwinWriter, patientId: string, startMs: number): Appointment[] =>
  appointmentsOf(net).filter(
    (one) =>
      Date.parse(one.start) === startMs &&
      named(one, 'Patient').includes(patientId) &&
      !JSON.stringify(one.participant).includes('"cancelled"'),
  );
