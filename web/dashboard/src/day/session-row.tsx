import { RowEdits } from '../edits/row-edits.tsx';
import type { RowSession } from '../edits/shown-sessions.ts';
import type { OwnEdits } from '../edits/use-edits.ts';
import { isBooking } from '../live/session-list.ts';
import { numberInWords } from '../words/figure-words.ts';
import { isOut, statusInWords } from '../words/session-words.ts';
import { StatusShape } from './status-shape.tsx';

type SessionRowProps = {
  readonly session: RowSession;
  readonly isUpNext: boolean;
  /** The revision that changed it before people's eyes, if one did. */
  readonly justChanged: number | undefined;
  readonly practitioner: string | undefined;
  readonly own: OwnEdits;
  readonly timezone: string;
  /** The day's page that it stands on. */
  readonly place: string;
};

const places: Readonly<Record<string, string>> = {
  'in-person': 'In person',
  telehealth: 'Telehealth',
  phone: 'Phone',
};

export function SessionRow({
  session,
  isUpNext,
  justChanged,
  practitioner,
  own,
  timezone,
  place,
}: SessionRowProps) {
  const draft = own.edits.drafts.get(session.id);
  // While a comment is written its field shows it, unless somebody changes it meanwhile.
  const isInField = draft?.field === 'comment' && draft.session.comment === session.comment;
  const classes = ['session', isOut(session) && 'out', isUpNext && 'next'].filter(Boolean).join(' ');
  return (
    <li className={classes} data-testid={`session-${session.id}`} data-status={session.status}>
      {/* A new key plays the glow anew: one for each change. */}
      {justChanged !== undefined && <span key={justChanged} className="glow" aria-hidden="true" />}
      <time className="time" dateTime={session.start} data-testid="session-time">
        {session.time}
      </time>
      <span className="initials">{session.clientInitials}</span>
      <span className="status" data-testid="session-status">
        <StatusShape status={session.status} arrived={session.arrived} /> {statusInWords(session)}
      </span>
      <span className="number" data-testid="session-number">
        {numberInWords(session)}
      </span>
      <span className="place">{places[session.locationType] ?? session.locationType}</span>
      {isUpNext && (
        <strong className="mark" data-testid="up-next">
          Up next
        </strong>
      )}
      {isBooking(session.id) && <em className="mark quiet">Not in Halaxy yet</em>}
      {session.isGone && <em className="mark quiet">No longer on this day</em>}
      {practitioner && <span className="with">with {practitioner}</span>}
      <p className="comment" data-testid="session-comment">
        {isInField ? null : session.comment}
      </p>
      {!isBooking(session.id) && <RowEdits begun={{ session, timezone, place }} {...own} />}
    </li>
  );
}
