import type { FiguresView, ShownChange } from '@bloom/contracts';
import type { SessionList } from './session-list.ts';

/** A practitioner's figures for the day that is shown. */
export type ShownFigures = Pick<FiguresView, 'weeklyStats' | 'monthlyStats' | 'upcomingStats'>;

type View = FiguresView & Record<string, unknown>;

/** The figures that a change bears for a day; undefined where it bears none, or another day's. */
export function figuresFor(change: ShownChange, date: string): View | undefined {
  if (change.kind !== 'figures' || !isFiguresView(change.view)) return undefined;
  return change.view.date === date ? change.view : undefined;
}

/** The day's sessions with the numbers and plans that came with figures; those not in them stay as they are. */
export function withFigures(list: SessionList, { sessions: figures }: FiguresView): SessionList {
  const sessions = new Map(
    [...list.sessions].map(([id, session]) => [id, { ...session, ...figures[id] }] as const),
  );
  return { ...list, sessions };
}

function isFiguresView(view: ShownChange['view']): view is View {
  return (
    view !== null &&
    typeof view.date === 'string' &&
    ['weeklyStats', 'monthlyStats', 'upcomingStats', 'sessions'].every(
      (name) => typeof view[name] === 'object' && view[name] !== null,
    )
  );
}
