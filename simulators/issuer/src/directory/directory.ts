/** Somebody who may log in, and what they are in their practice. */
export type Person = {
  /** Stable for ever: what the rest of the system knows this person by. */
  readonly sub: string;
  readonly email: string;
  readonly name: string;
  readonly roles: readonly string[];
  /** Whose sessions are their own; only practitioners have one. */
  readonly practitionerId?: string;
};

/** Who may log in to which practice. E-mail addresses are compared without regard to case. */
export type Directory = {
  find(practiceId: string, email: string): Promise<Person | undefined>;
  list(practiceId: string): Promise<readonly Person[]>;
};
