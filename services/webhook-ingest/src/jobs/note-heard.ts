import type { Clock } from '@bloom/kit';
import type { Heard } from '@bloom/store';

/** Remembers which webhooks were heard, and writes that down now and then: it is a sign of life, not a record. */
export function createNoteHeard({ heard, clock }: { heard: Pick<Heard, 'note'>; clock: Clock }) {
  let noted = new Map<string, { practice: string; event: string; atMs: number }>();
  return {
    heard(practice: string, event: string): void {
      noted.set(`${practice}|${event}`, { practice, event, atMs: clock.nowMs() });
    },
    async write(): Promise<void> {
      const rows = [...noted.values()];
      noted = new Map();
      await heard.note(rows);
    },
  };
}
