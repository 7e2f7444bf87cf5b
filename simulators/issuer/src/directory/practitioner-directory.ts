import type { Directory, Person } from './directory.ts';

type Practitioner = { readonly id: string; readonly email: string; readonly displayName: string };

/** The practitioners that have been synced from Halaxy, by the e-mail address it has for them. */
export type PractitionerDirectory = {
  findByEmail(practiceId: string, email: string): Promise<Practitioner | undefined>;
  list(practiceId: string): Promise<readonly Practitioner[]>;
};

/** Lets synced practitioners log in, each as themselves. */
export function practitionersWhoLogIn(practitioners: PractitionerDirectory): Directory {
  return {
    async find(practiceId, email) {
      const found = await practitioners.findByEmail(practiceId, email);
      return found && asPerson(found);
    },
    async list(practiceId) {
      return (await practitioners.list(practiceId)).map(asPerson);
    },
  };
}

function asPerson({ id, email, displayName }: Practitioner): Person {
  return { sub: id, email, name: displayName, roles: ['practitioner'], practitionerId: id };
}
