import { randomUUID } from 'node:crypto';
import type { EditView, SessionOnScreen } from '@bloom/contracts';
import { type startClinic, until } from './start-clinic.ts';

type Clinic = Awaited<ReturnType<typeof startClinic>>;
type Effect = { readonly id: string; readonly field: string; readonly after: unknown };

export const desk = 'reception@bloom.test';

export type EditedSession = SessionOnScreen & { readonly halaxyId: string };

/** What stories about edits do with a clinic: take a session that no other test touches, change it, see how that ends. */
export function editClinic(clinic: Clinic) {
  let taken = 0;
  const json = (body: object, key: string): RequestInit => ({
    headers: { 'content-type': 'application/json', 'idempotency-key': key },
    body: JSON.stringify(body),
  });

  const editOf = (id: string) => clinic.api<EditView>(desk, `/edits/${id}`);
  return {
    async aSession(): Promise<EditedSession> {
      taken += 1;
      const text = `untouched ${taken}`;
      const appointment = (await clinic.appointments())[taken];
      if (!appointment) throw new Error('the clinic has too few sessions');
      await clinic.control('act', { act: 'comment', appointmentId: appointment.id, text });
      const { id } = await clinic.sessionWith(text);
      return { ...(await this.shown(id)), halaxyId: appointment.id };
    },
    shown: (id: string) => clinic.api<SessionOnScreen>(desk, `/sessions/${id}`),
    patch: (id: string, body: object, key: string = randomUUID()) =>
      clinic.api<{ edit: EditView; session: SessionOnScreen }>(desk, `/sessions/${id}`, {
        method: 'PATCH',
        ...json(body, key),
      }),
    book: (body: object) =>
      clinic.api<{ edit: EditView }>(desk, '/sessions', { method: 'POST', ...json(body, randomUUID()) }),
    editOf,
    /** The edit once it has ended. */
    ended: (id: string): Promise<EditView> =>
      until(async () => {
        // A service that is just coming back is asked again.
        const edit = await editOf(id).catch(() => undefined);
        return edit?.endedAt === undefined ? undefined : edit;
      }, 200),
    /** What was written to a field of an appointment at Halaxy, in order. */
    async written(halaxyId: string, field: string): Promise<unknown[]> {
      const url = `http://127.0.0.1:${clinic.settings.ports.simulator}/_control/ledger`;
      const { effects } = (await (await fetch(url)).json()) as { effects: Effect[] };
      return effects.flatMap((one) => (one.id === halaxyId && one.field === field ? [one.after] : []));
    },
  };
}
