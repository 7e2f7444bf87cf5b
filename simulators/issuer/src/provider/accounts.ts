import type { Directory, Person } from '../directory/directory.ts';

/** Who logged in here, by subject: a provider asks for people by that alone. */
export function createAccounts(directory: Directory) {
  const seen = new Map<string, { practiceId: string; email: string }>();
  return {
    /** Finds who may log in, and remembers them. */
    async admit(practiceId: string, email: string): Promise<Person | undefined> {
      const person = await directory.find(practiceId, email);
      if (person) seen.set(person.sub, { practiceId, email: person.email });
      return person;
    },
    /** Reads somebody anew, so that a token never says what they were when they logged in. */
    async bySubject(sub: string): Promise<{ person: Person; practiceId: string } | undefined> {
      const known = seen.get(sub);
      if (!known) return undefined;
      const person = await directory.find(known.practiceId, known.email);
      return person?.sub === sub ? { person, practiceId: known.practiceId } : undefined;
    },
  };
}

export type Accounts = ReturnType<typeof createAccounts>;
