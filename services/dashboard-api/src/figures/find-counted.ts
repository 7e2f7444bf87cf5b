import type { RecordTables, SessionDocument } from '@bloom/store';

/** What figures need to know of a stored session. */
const countedFields = {
  halaxyId: 1,
  patientId: 1,
  clientId: 1,
  practitionerId: 1,
  startMs: 1,
  endMs: 1,
  status: 1,
  invoiceId: 1,
  serviceId: 1,
  feeId: 1,
  clients: 1,
} as const;

export type CountedSession = Pick<SessionDocument, '_id' | keyof typeof countedFields>;

/** Sessions that Halaxy still has, with nothing that figures do not need: neither names nor comments. */
export async function findCounted(
  { sessions }: Pick<RecordTables, 'sessions'>,
  practice: string,
  filter: NonNullable<Parameters<RecordTables['sessions']['find']>[0]>,
): Promise<CountedSession[]> {
  const found = sessions.find({ ...filter, practice, gone: false }, { projection: countedFields });
  return (await found.toArray()) as CountedSession[];
}
