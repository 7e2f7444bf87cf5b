import type { Channel, TicketClaims } from '@bloom/contracts';

/** Whose rights are asked for: what a ticket says of its bearer. */
export type Bearer = Pick<TicketClaims, 'sub' | 'practice' | 'roles' | 'practitionerId'>;

/**
 * Whether a bearer may see a channel of their own practice: a practitioner's channel that practitioner, reception and
 * admin; the practice's reception and admin; a user's the user alone. Operators and auditors see no records.
 */
export function mayJoin({ sub, practice, roles, practitionerId }: Bearer, channel: Channel): boolean {
  const seesAll = roles.includes('reception') || roles.includes('admin');
  switch (channel.kind) {
    case 'practitioner':
      return seesAll || (roles.includes('practitioner') && practitionerId === channel.id);
    case 'practice':
      return seesAll && channel.id === practice;
    case 'user':
      return channel.id === sub;
  }
}
