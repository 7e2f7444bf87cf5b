import type { Directory, Person } from './directory.ts';

/** The practice that every local stack begins with. */
export const firstPractice = 'demo';

const rolesOfFirstPractice = ['admin', 'reception', 'ops', 'auditor'] as const;
const rolesOfOtherPractices = ['admin', 'ops'] as const;
const titleOf = { admin: 'Admin', ops: 'Ops' };
const nameOf = { admin: 'Demo Admin', reception: 'Demo Reception', ops: 'Demo Ops', auditor: 'Demo Auditor' };

/**
 * The people every local clinic has before anything was synced: one for each role in the first practice,
 * and `admin@<id>.test` and `ops@<id>.test` as the administrator and the operator of practice `<id>`.
 */
export const fixedDirectory: Directory = {
  async find(practiceId, email) {
    return peopleOf(practiceId).find((person) => person.email === email.toLowerCase());
  },
  async list(practiceId) {
    return peopleOf(practiceId);
  },
};

function peopleOf(practiceId: string): Person[] {
  if (practiceId === firstPractice)
    return rolesOfFirstPractice.map((role) => ({
      sub: `u_${role}`,
      email: `${role}@bloom.test`,
      name: nameOf[role],
      roles: [role],
    }));
  return rolesOfOtherPractices.map((role) => ({
    sub: `u_${role}_${practiceId}`,
    email: `${role}@${practiceId.toLowerCase()}.test`,
    name: `${titleOf[role]} of ${practiceId}`,
    roles: [role],
  }));
}
