import { useEffect, useState } from 'react';
import type { Api, Practitioner } from '../api/create-api.ts';
import { shownSessions } from '../edits/shown-sessions.ts';
import type { OwnEdits } from '../edits/use-edits.ts';
import type { Feed } from '../live/feed.ts';
import { inOrder, type ShownSession } from '../live/session-list.ts';
import { upNext } from '../live/up-next.ts';
import { Problem } from '../shell/problem.tsx';
import { clockTime, dateIn, dayInWords } from '../words/day-words.ts';
import { DayNav } from './day-nav.tsx';
import { FiguresPanel } from './figures-panel.tsx';
import { SessionRow } from './session-row.tsx';
import { SyncBadge } from './sync-badge.tsx';
import { type DayScope, useFeed } from './use-feed.ts';
import { useNow } from './use-now.ts';

type DayPageProps = {
  readonly scope: DayScope;
  readonly timezone: string;
  /** Practitioners by id, for a day of several. */
  readonly practitioners: ReadonlyMap<string, Practitioner>;
  readonly own: OwnEdits;
  readonly api: Api;
  readonly onSignedOut: () => void;
  readonly onIdentify: () => void;
};

/** One day's sessions, as they are right now. Without a choice it is today, also after midnight. */
export function DayPage({ scope, timezone, practitioners, own, api, onSignedOut, onIdentify }: DayPageProps) {
  const now = useNow();
  const today = dateIn(timezone, now);
  const [chosen, setChosen] = useState<string>();
  const date = chosen ?? today;
  const { feed, retry } = useFeed(scope, date, api, { me: own.edits.me, desk: own.desk }, onIdentify);
  const signedOut = feed?.link === 'signed_out';
  useEffect(() => {
    if (signedOut) onSignedOut();
  }, [signedOut, onSignedOut]);

  return (
    <section className="day" aria-labelledby="day-title">
      <div className="day-head">
        <h1 id="day-title">{dayInWords(date)}</h1>
        <DayNav date={date} today={today} onChoose={(day) => setChosen(day === today ? undefined : day)} />
        {feed && <SyncBadge feed={feed} now={now} onRetry={retry} />}
      </div>
      <p className="unseen" role="status" aria-live="polite">
        {feed?.said}
      </p>
      <DayBody
        feed={feed?.date === date ? feed : undefined}
        marksNext={date === today && scope.kind === 'practitioner'}
        now={now}
        practitioners={scope.kind === 'practice' ? practitioners : undefined}
        timezone={feed?.timezone ?? timezone}
        own={own}
        place={`${scope.kind}:${scope.id} ${date}`}
        onRetry={retry}
      />
      {feed?.date === date && feed.figures && <FiguresPanel figures={feed.figures} />}
    </section>
  );
}

type DayBodyProps = {
  readonly feed: Feed | undefined;
  /** Of a practice's day, many are up next at once: none is marked. */
  readonly marksNext: boolean;
  readonly now: number;
  readonly practitioners: ReadonlyMap<string, Practitioner> | undefined;
  readonly timezone: string;
  readonly own: OwnEdits;
  readonly place: string;
  readonly onRetry: () => void;
};

function DayBody({ feed, marksNext, now, practitioners, timezone, own, place, onRetry }: DayBodyProps) {
  if (!feed?.list)
    return feed?.fault ? (
      <Problem title="This day cannot be shown yet" words={feed.fault.words} onRetry={onRetry} />
    ) : (
      <Skeleton />
    );
  const practitionerOf = ({ practitionerId }: ShownSession): Practitioner | undefined =>
    practitionerId ? practitioners?.get(practitionerId) : undefined;
  const timezoneOf = (session: ShownSession): string => practitionerOf(session)?.timezone ?? timezone;
  const sessions = shownSessions(inOrder(feed.list), own.edits, place, timezoneOf);
  const next = marksNext ? upNext(sessions, now) : undefined;
  return (
    <>
      {feed.fault && feed.loadedAt !== undefined && (
        <p className="told" role="status">
          Shown as it was at {clockTime(feed.loadedAt)}. {feed.fault.words}
        </p>
      )}
      {sessions.length === 0 ? (
        <p className="empty" data-testid="no-sessions">
          No sessions on this day.
        </p>
      ) : (
        <ol className="sessions" aria-label="Sessions">
          {sessions.map((session) => (
            <SessionRow
              key={session.id}
              session={session}
              isUpNext={session.id === next}
              justChanged={feed.changed.get(session.id)}
              practitioner={practitionerOf(session)?.displayName}
              own={own}
              timezone={timezoneOf(session)}
              place={place}
            />
          ))}
        </ol>
      )}
    </>
  );
}

const placeholders = ['first', 'second', 'third', 'fourth'];

function Skeleton() {
  return (
    <div aria-busy="true" data-testid="skeleton">
      <p className="unseen" role="status">
        Loading the day…
      </p>
      <ol className="sessions" aria-hidden="true">
        {placeholders.map((name) => (
          <li key={name} className="session blank" />
        ))}
      </ol>
    </div>
  );
}
