import type { SeenSession, startClinic } from './start-clinic.ts';

type Clinic = Pick<Awaited<ReturnType<typeof startClinic>>, 'api'>;
type Ahead = SeenSession & { readonly start: string };

/** Sessions from the day after tomorrow on, no two of one appointment: edits of these do not wait for one another. */
export async function sessionsAhead({ api }: Clinic, email: string): Promise<readonly SeenSession[]> {
  const day = (offset: number) => new Date(Date.now() + offset * 86_400_000).toISOString().slice(0, 10);
  const { items } = await api<{ items: Ahead[] }>(email, `/appointments?from=${day(2)}&to=${day(32)}`);
  const byAppointment = new Map(items.map((one) => [`${one.practitionerId} ${one.start}`, one]));
  return [...byAppointment.values()];
}
