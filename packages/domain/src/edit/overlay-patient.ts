import type { PatientStatus } from '../client/patient-status.ts';
import type { PendingEdit } from '../dashboard/compose-session-view.ts';
import type { PostalAddress } from '../halaxy/transform-patient.ts';
import { type EditState, isEditOver } from './edit-life.ts';
import { type PatientField, type PatientValues, patientFields } from './patient-change.ts';

/** A client as people are shown them; null = none. */
export type PatientFacts = {
  readonly id: string;
  readonly givenName: string;
  readonly familyName: string;
  readonly preferredName: string | null;
  /** `YYYY-MM-DD`. */
  readonly birthDate: string | null;
  /** Halaxy's own word. */
  readonly gender: string | null;
  readonly email: string | null;
  readonly mobile: string | null;
  readonly phone: string | null;
  readonly address: PostalAddress | null;
  readonly status: PatientStatus;
  readonly revision: number;
  readonly pending?: PendingEdit;
};

/** An edit of a client, as far as it decides what is shown. */
export type ShownPatientEdit = {
  readonly id: string;
  /** Its place among the edits of its client. */
  readonly seq: number;
  readonly state: EditState;
  readonly change: PatientValues;
  /** Fields that are known to be lost to somebody else's change. */
  readonly lost: readonly string[];
  readonly by: PendingEdit['by'];
  /** ISO 8601. */
  readonly since: string;
};

/**
 * A client as their edits make them, field by field, on top of what Halaxy was last seen to have.
 *
 * An edit counts while the projection does not contain it: its `seq` is above `settledSeq`, and it has not ended but as
 * `saved`. The newest one that is under way is what is pending. Law I13.
 */
export function overlayPatient(
  facts: PatientFacts,
  settledSeq: number,
  edits: readonly ShownPatientEdit[],
): PatientFacts {
  const inOrder = [...edits].sort((a, b) => a.seq - b.seq);
  const shown = inOrder
    .filter(({ seq, state }) => seq > settledSeq && (!isEditOver(state) || state === 'saved'))
    .reduce(overlayOne, facts);
  const newest = inOrder.findLast(({ state }) => !isEditOver(state));
  if (newest === undefined) return shown;
  const { id: editId, state, by, since } = newest;
  return { ...shown, pending: { editId, state, by, since } };
}

function overlayOne(facts: PatientFacts, { change, lost }: ShownPatientEdit): PatientFacts {
  const has = (field: PatientField) => change[field] !== undefined && !lost.includes(field);
  const wanted = patientFields.filter(has).map((field) => [field, change[field]] as const);
  return { ...facts, ...Object.fromEntries(wanted) };
}
