/** An edit that was given up, as the API tells it to operators: no values are in it. */
export type DeadLetter = {
  readonly id: string;
  readonly kind: string;
  readonly reason: string;
  readonly lastError: string | null;
  readonly deliveries: number;
  readonly since: string;
  readonly givenUpAt: string;
  readonly state: string;
  readonly note: string | null;
};

type Reason = { readonly why: string; readonly next: string };

const makesARecord: ReadonlySet<string> = new Set(['booking', 'registration']);

/** A dead letter in one line; the state is its last word. */
export function letterLine(letter: DeadLetter): string {
  const { id, kind, reason, lastError, deliveries, since, givenUpAt, state } = letter;
  return [
    id,
    kind.padEnd(12),
    reason.padEnd(10),
    (lastError ?? '-').padEnd(24),
    `${deliveries} sent`,
    `since ${since}`,
    `given up ${givenUpAt}`,
    state,
  ].join('  ');
}

/** A dead letter for an operator who has to decide about it: all that is known, and what to do. */
export function letterLines(letter: DeadLetter): string[] {
  const { id, kind, reason, lastError, deliveries, since, givenUpAt, state, note } = letter;
  const { why, next } = reasonOf(letter);
  const rows = [
    ['kind', kind],
    ['state', state],
    ['why', `${reason}: ${why}`],
    ['last error', lastError === null ? 'none' : `${lastError} (docs/errors.md)`],
    ['requests', `${deliveries} left for Halaxy`],
    ['since', since],
    ['given up', givenUpAt],
    ...(note === null ? [] : [['note', printable(note)]]),
  ];
  return [
    id,
    ...rows.map(([name = '', words]) => `  ${name.padEnd(12)}${words}`),
    ...(state === 'waiting' ? [`  ${'what to do'.padEnd(12)}${next}`] : []),
  ];
}

/** How many there are, and how many of them wait for somebody to decide. */
export function countLine(letters: readonly DeadLetter[]): string {
  const waiting = letters.filter(({ state }) => state === 'waiting').length;
  if (letters.length === 0) return 'No edit was given up.';
  return `Given up: ${letters.length}. Waiting for a decision: ${waiting}.`;
}

function reasonOf({ reason, kind, deliveries }: DeadLetter): Reason {
  switch (reason) {
    case 'gave-up':
      return {
        why: 'it could not be carried within a day, or by ten requests.',
        next:
          makesARecord.has(kind) && deliveries > 0
            ? 'a request had left: look in Halaxy whether the record is there. Replay it only where it is not.'
            : 'see that Halaxy answers, then replay it.',
      };
    case 'unanswered':
      return {
        why: 'the answer of its last request was lost, and Halaxy could not be asked for the rest of the day.',
        next: 'look in Halaxy whether it is there as wanted. Replay it only where it is not, else discard it.',
      };
    case 'not-shown':
      return {
        why: 'Halaxy said yes, and showed something else for half an hour.',
        next: 'look at the record in Halaxy. Replay it where it is not as wanted, else discard it.',
      };
    case 'ambiguous':
      return {
        why: 'an answer was lost, and several records in Halaxy could be what it made.',
        next: 'look in Halaxy which record is the right one, and discard it: a replay would make one more.',
      };
    default:
      return {
        why: 'this command does not know that reason.',
        next: 'look at docs/05-dead-letters-and-breakers.md of the version that runs.',
      };
  }
}

/** What somebody typed is shown as text, and steers no terminal. */
function printable(text: string): string {
  return text.replaceAll(/\p{Cc}+/gu, ' ');
}
