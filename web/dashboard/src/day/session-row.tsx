import type { ShownSession } from '../live/session-list.ts';
import { numberInWords } from '../words/figure-words.ts';
import { isOut, statusInWords } from '../words/session-words.ts';
import { StatusShape } from './status-shape.tsx';

type SessionRowProps = {
  readonly session: ShownSession;
  readonly isUpNext: boolean;
  /** The revision that changed it before people's eyes, if one did. */
  readonly justChanged: number | undefined;
  readonly practitioner: string | undefined;
};

const places: Readonly<Record<string, string>> = {
  'in-person': 'In person',
  telehealth: 'Telehealth',
  phone: 'Phone',
};

export function SessionRow({ session, isUpNext, justChanged, practitioner }: SessionRowProps) {
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
      {session.pending && <em className="mark quiet">Not in Halaxy yet</em>}
      {practitioner && <span className="with">with {practitioner}</span>}
      <p className="comment" data-testid="session-comment">
        {session.comment}
      </p>
    </li>
  );
}
