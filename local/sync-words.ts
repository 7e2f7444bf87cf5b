/** A run of the sync, as the API tells it. */
export type Run = {
  readonly id: string;
  readonly kind: string;
  readonly state: string;
  readonly startedAt: string;
  readonly completedAt: string | null;
  readonly slices: { readonly total: number; readonly done: number };
  readonly reading: { readonly type: string; readonly seen: number; readonly total: number | null } | null;
  readonly counts: Readonly<Record<'created' | 'updated' | 'deleted' | 'same' | 'errors', number>>;
};

export type SyncStatus = {
  readonly isConnected: boolean;
  readonly lastSuccessfulSync: string | null;
  readonly freshnessSeconds: number | null;
  readonly canaryReadAt: string | null;
  readonly pendingChanges: number;
  readonly syncErrors: readonly {
    readonly timestamp: string;
    readonly operation: string;
    readonly entity: string;
    readonly error: string;
    readonly isResolved: boolean;
  }[];
};

const barWidth = 24;

/** How much of a run is done, from 0 to 1: its lists in their order, the one that is read by its own share. */
export function shareDone({ state, slices, reading }: Run): number {
  if (state !== 'running' || slices.total === 0) return 1;
  const ofReading = reading?.total ? Math.min(1, reading.seen / reading.total) : 0;
  return Math.min(1, (slices.done + ofReading) / slices.total);
}

export function progressBar(share: number): string {
  const full = Math.floor(share * barWidth);
  return `[${'#'.repeat(full)}${'.'.repeat(barWidth - full)}] ${`${Math.floor(share * 100)}`.padStart(3)} %`;
}

/** A run in one line: `first    [####....]  17 %  2 of 12 lists, Appointment 300 of 1,200`. */
export function runLine(run: Run): string {
  const { kind, state, slices, reading, counts } = run;
  const head = `${kind.padEnd(12)} ${progressBar(shareDone(run))}`;
  if (state !== 'running')
    return `${head}  ${state}: ${count(counts.created)} new, ${count(counts.updated)} changed, ${count(counts.deleted)} gone, ${count(counts.errors)} errors`;
  const lists = `${slices.done} of ${slices.total} lists`;
  if (reading === null) return `${head}  ${lists}`;
  const of = reading.total === null ? '' : ` of ${count(reading.total)}`;
  return `${head}  ${lists}, ${reading.type} ${count(reading.seen)}${of}`;
}

/** How the sync stands, for a person at a terminal. */
export function statusLines(status: SyncStatus): string[] {
  const { isConnected, freshnessSeconds, canaryReadAt, pendingChanges, syncErrors } = status;
  const open = syncErrors.filter(({ isResolved }) => !isResolved);
  return [
    isConnected
      ? 'Halaxy answers.'
      : 'Halaxy does not answer, or has not yet: what is shown is what was read last.',
    freshnessSeconds === null
      ? 'The first sync is not done.'
      : `All that Halaxy had ${duration(freshnessSeconds)} ago is here${canaryReadAt ? `; a record that hardly ever changes was last read at ${canaryReadAt}` : ''}.`,
    `${count(pendingChanges)} records are to be read again.`,
    ...open.map(
      ({ timestamp, operation, entity, error }) =>
        `${error} at ${timestamp}: ${operation} of ${entity}. docs/errors.md tells what it means and what to do.`,
    ),
  ];
}

function duration(seconds: number): string {
  if (seconds < 120) return `${seconds} s`;
  return seconds < 7_200 ? `${Math.round(seconds / 60)} min` : `${Math.round(seconds / 3_600)} h`;
}

const count = (value: number): string => value.toLocaleString('en-AU');
