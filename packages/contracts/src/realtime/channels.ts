/** A set of screens that show the same things, as `<kind>:<id>` on the wire. */
export type Channel = { readonly kind: 'practitioner' | 'practice' | 'user'; readonly id: string };

const kinds = ['practitioner', 'practice', 'user'] as const;
const written = /^([a-z]+):([A-Za-z0-9_-]{1,64})$/;

/** Reads a channel's name; undefined for what is none. */
export function parseChannel(name: unknown): Channel | undefined {
  const parts = typeof name === 'string' ? written.exec(name) : null;
  const kind = kinds.find((known) => known === parts?.[1]);
  return kind !== undefined && parts?.[2] !== undefined ? { kind, id: parts[2] } : undefined;
}

export function formatChannel({ kind, id }: Channel): string {
  return `${kind}:${id}`;
}

/** The channels that show a session: its practice's, and its practitioner's once that is known. */
export function channelsOfSession(practiceId: string, practitionerId: string | null): string[] {
  const practice = formatChannel({ kind: 'practice', id: practiceId });
  return practitionerId === null
    ? [practice]
    : [practice, formatChannel({ kind: 'practitioner', id: practitionerId })];
}
