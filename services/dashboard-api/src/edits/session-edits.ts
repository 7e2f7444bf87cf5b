import type { EditView, SessionOnScreen } from '@bloom/contracts';
import { BloomError, type Clock } from '@bloom/kit';
import type { EditDocument, OwnReader, SessionDocument } from '@bloom/store';
import { assertMaySee } from '../auth/policy.ts';
import type { Caller } from '../auth/verify-token.ts';
import { pendingPrefix } from '../read/booking-facts.ts';
import type { ComposeSessions } from '../read/compose-sessions.ts';
import type { PendingReader } from '../read/pending-edits.ts';
import type { PracticeFacts } from '../read/practice-facts.ts';
import { sessionFacts } from '../read/session-facts.ts';
import type { SessionReader } from '../read/session-reader.ts';
import type { AcceptEdit, WantedEdit } from './accept-edit.ts';
import { editView } from './edit-view.ts';
import { readSessionChange, type SessionChangeBody } from './session-change-body.ts';

export type EditedSession = { readonly edit: EditView; readonly session: SessionOnScreen };

/** Takes changes of sessions, and answers them as they are shown from now on. */
export function createSessionEdits(ports: {
  readonly sessions: SessionReader;
  readonly own: OwnReader;
  readonly readPending: PendingReader;
  readonly compose: ComposeSessions;
  readonly accept: AcceptEdit;
  readonly clock: Clock;
}) {
  const { sessions, own, readPending, compose, accept, clock } = ports;

  async function sessionOf(practice: string, id: string, caller: Caller): Promise<SessionDocument> {
    if (id.startsWith(pendingPrefix)) return madeBy(practice, id.slice(pendingPrefix.length), caller);
    const [stored] = await sessions.byIds(practice, [id]);
    if (!stored || stored.gone) throw new BloomError('NOT_FOUND');
    assertMaySee(stored.practitionerId, caller);
    return stored;
  }

  /** A booking that is there by now is its session. */
  async function madeBy(practice: string, editId: string, caller: Caller): Promise<SessionDocument> {
    const [made] = await sessions.bornOf(practice, [editId]);
    if (made && !made.gone) {
      assertMaySee(made.practitionerId, caller);
      return made;
    }
    const { creations } = await readPending(practice, []);
    const booking = creations.find(({ _id, wish }) => _id === editId && wish.kind === 'booking');
    if (!booking) throw new BloomError('NOT_FOUND');
    assertMaySee(booking.practitionerId, caller);
    throw new BloomError('BOOKING_PENDING');
  }

  async function wantedOf(
    practice: string,
    stored: SessionDocument,
    { body, expected }: { body: SessionChangeBody; expected: number | undefined },
  ): Promise<WantedEdit> {
    const { _id, appointmentId, halaxyId, patientId, practitionerId, clientId } = stored;
    const [pending, ownOf] = await Promise.all([
      readPending(practice, [appointmentId]),
      own.clients.byIds(practice, [clientId]),
    ]);
    const shown = sessionFacts(stored, { own: ownOf.get(clientId), pending });
    if (expected !== undefined && expected !== shown.revision) throw new BloomError('REVISION_STALE');
    const { change, base } = readSessionChange(body, shown, clock.nowMs());
    return {
      ...{ target: appointmentId, entityId: _id, practitionerId },
      wish: { kind: 'session', change, base, halaxy: { id: halaxyId, patientId } },
      ...(expected === undefined ? {} : { expected: pending.counterOf(appointmentId) }),
    };
  }

  return {
    /** @throws BloomError as `readSessionChange` and `AcceptEdit.once`; NOT_FOUND, FORBIDDEN, BOOKING_PENDING */
    async change(
      practice: PracticeFacts,
      id: string,
      asked: {
        readonly caller: Caller;
        readonly key: string | undefined;
        readonly body: SessionChangeBody;
        /** The body as it was sent. */
        readonly sent: unknown;
        readonly expected: number | undefined;
      },
    ): Promise<EditedSession> {
      const { caller, key, sent } = asked;
      const stored = await sessionOf(practice.id, id, caller);
      const request = { caller, key, route: `PATCH /sessions/${id}`, body: sent };
      const edit = await accept.once(request, () => wantedOf(practice.id, stored, asked));
      return answer(practice, edit, stored);
    },
  };

  async function answer(
    practice: PracticeFacts,
    edit: EditDocument,
    stored: SessionDocument,
  ): Promise<EditedSession> {
    const [session] = await compose.ofStored(practice, [stored]);
    if (!session) throw new BloomError('INTERNAL', 'a session that was edited cannot be shown');
    return { edit: editView(edit, practice.timezone), session };
  }
}

export type SessionEdits = ReturnType<typeof createSessionEdits>;
