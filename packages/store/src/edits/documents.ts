import type { EditState, PatientValues, SessionBase, SessionChange, WriteReason } from '@bloom/domain';

/** What an edit is about: it changes a session or a client, or makes one. */
export type EditKind = 'session' | 'booking' | 'patient' | 'registration';

/** What a booking wants, by our own ids where people name things; times in milliseconds UTC. */
export type BookingWish = {
  readonly clientId: string;
  readonly practitionerId: string;
  readonly startMs: number;
  readonly endMs: number;
  readonly locationType: 'in-person' | 'telehealth' | 'phone' | null;
};

/** What is wanted and what the person saw, by kind; and what Halaxy needs for it, by its own ids. */
export type EditWish =
  | {
      readonly kind: 'session';
      readonly change: SessionChange;
      readonly base: SessionBase;
      readonly halaxy: { readonly id: string; readonly patientId: string };
    }
  | {
      readonly kind: 'booking';
      readonly change: BookingWish;
      readonly halaxy: {
        readonly roleId: string;
        readonly patientId: string;
        readonly serviceId: string | null;
      };
    }
  | {
      readonly kind: 'patient';
      readonly change: PatientValues;
      readonly base: PatientValues;
      readonly halaxy: { readonly id: string };
    }
  | { readonly kind: 'registration'; readonly change: PatientValues };

/** A field that somebody else changed meanwhile. Values are plain, as the wish has them. */
export type LostField = { readonly field: string; readonly yours: unknown; readonly theirs: unknown };

/** A person's intention, from accepted to its one end. `_id` is the edit's id. */
export type EditDocument = {
  readonly _id: string;
  readonly practice: string;
  /** Whose edits go one after another: our id of the appointment or client; the edit's own where it makes one. */
  readonly target: string;
  /** Its place among the edits of its target, from 1. */
  readonly seq: number;
  /** The session or client through which it was made; `edit:<id>` for what it is to make. */
  readonly entityId: string;
  /** On whose screens it shows. */
  readonly practitionerId: string | null;
  readonly wish: EditWish;
  readonly by: { readonly id: string; readonly name: string };
  /** Of method, path and body: the same key with another request is another person's mistake. */
  readonly requestHash: string;
  readonly state: EditState;
  /** Grows with each state; 1 = accepted. */
  readonly v: number;
  /** Under way, or ended as saved so lately that an older copy of a record may not show it. */
  readonly live: boolean;
  /** What halaxy-writer says became of its fields; null until something is known. */
  readonly outcome: { readonly saved: readonly string[]; readonly lost: readonly LostField[] } | null;
  /** Whether halaxy-writer is done, and our record has yet to show it. */
  readonly carried: boolean;
  /** When that was heard, milliseconds UTC. */
  readonly carriedAtMs?: number;
  readonly reason: WriteReason | null;
  readonly retryOf: string | null;
  readonly createdAtMs: number;
  readonly endedAtMs: number | null;
  readonly seenAtMs: number | null;
  /** When it was accepted, as a date, by which MongoDB forgets it. */
  readonly at: Date;
};

/** The counters of one target. `_id` = practice|target. */
export type EditTargetDocument = {
  readonly _id: string;
  readonly practice: string;
  /** The place of its newest edit. */
  readonly seq: number;
  /** Raised by every acceptance and state of an edit of it: counts in the revision of what it shows. */
  readonly counter: number;
};
