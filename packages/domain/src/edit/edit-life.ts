/** An edit as people see it. `queued` and `sending` are under way; an end is never left. Interfaces of the API name these. */
export const editStates = ['queued', 'sending', 'saved', 'refused', 'conflict', 'failed'] as const;

export type EditState = (typeof editStates)[number];

export type EditEvent =
  /** halaxy-writer works on it. */
  | 'taken'
  /** Halaxy has it, and our record shows that it has. */
  | 'settled'
  /** The same, and some of it was lost to somebody else's change. */
  | 'settled-in-part'
  | 'refused'
  | 'failed';

/** What each event does in each state. Total: a pair that is forgotten does not compile. Law I2: one end. */
const table = {
  queued: {
    taken: 'sending',
    settled: 'saved',
    'settled-in-part': 'conflict',
    refused: 'refused',
    failed: 'failed',
  },
  sending: {
    taken: 'sending',
    settled: 'saved',
    'settled-in-part': 'conflict',
    refused: 'refused',
    failed: 'failed',
  },
  saved: ended('saved'),
  refused: ended('refused'),
  conflict: ended('conflict'),
  failed: ended('failed'),
} as const satisfies Record<EditState, Record<EditEvent, EditState>>;

export function stepEdit(state: EditState, event: EditEvent): EditState {
  return table[state][event];
}

export function isEditOver(state: EditState): boolean {
  return state !== 'queued' && state !== 'sending';
}

function ended<S extends EditState>(state: S): Record<EditEvent, S> {
  return { taken: state, settled: state, 'settled-in-part': state, refused: state, failed: state };
}
