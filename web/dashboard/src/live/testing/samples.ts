import type { EditView, MissedEdit, ShownChange } from '@bloom/contracts';
import type { ShownSession } from '../session-list.ts';

export const today = '2026-11-23';

/** A session of the day, at an hour. */
export function sessionAt(hour: number, changes: Partial<ShownSession> = {}): ShownSession {
  const two = String(hour).padStart(2, '0');
  return {
    id: `s_${hour}`,
    appointmentId: `a_${hour}`,
    time: `${hour > 12 ? hour - 12 : hour}:00 ${hour < 12 ? 'AM' : 'PM'}`,
    start: `${today}T${two}:00:00+11:00`,
    end: `${today}T${two}:50:00+11:00`,
    clientInitials: 'MK',
    clientId: 'c_1',
    sessionNumber: 4,
    presentingIssues: [],
    mhcpRemaining: null,
    mhcpTotal: null,
    relationshipMonths: 3,
    status: 'confirmed',
    arrived: false,
    isUpNext: false,
    locationType: 'in-person',
    comment: null,
    revision: 1,
    ...changes,
  };
}

let told = 0;

/** The frame that tells of a practitioner's figures, with so many completed this week. */
export function figuresAt(currentSessions: number, changes: Record<string, unknown> = {}): ShownChange {
  told += 1;
  const view = {
    practitionerId: 'p_1',
    date: today,
    weeklyStats: { currentSessions },
    monthlyStats: {},
    upcomingStats: {},
    sessions: {},
    ...changes,
  };
  return {
    channel: 'practitioner:p_1',
    position: `after-${told}`,
    kind: 'figures',
    id: 'p_1',
    revision: told,
    view,
  };
}

/** The frame that tells of a session's new state, on the day that is shown unless another is given. */
export function changeTo(session: ShownSession, date: string = today): ShownChange {
  const view = { ...session, practitionerId: 'p_1', date };
  return frame(session.id, session.revision, view);
}

export function goneAt(id: string, revision: number): ShownChange {
  return frame(id, revision, null);
}

function frame(id: string, revision: number, view: ShownChange['view']): ShownChange {
  told += 1;
  return { channel: 'practitioner:p_1', position: `after-${told}`, kind: 'session', id, revision, view };
}

/** An edit of the session at nine by the person whose page it is, on its way unless another state is given. */
export function editAt(id: string, changes: Partial<EditView> = {}): EditView {
  return {
    id,
    target: { kind: 'session', id: 's_9' },
    state: 'queued',
    fields: { comment: 'mine' },
    by: { id: 'u_1', name: 'Me' },
    since: `${today}T08:00:00+11:00`,
    revision: 1,
    ...changes,
  };
}

/** The frame that tells of an edit. */
export function toldOf(edit: EditView): MissedEdit {
  const { id, revision } = edit;
  const position = `edit-${id}-${revision}`;
  return { channel: 'user:u_1', position, kind: 'edit', id, revision, view: edit };
}
