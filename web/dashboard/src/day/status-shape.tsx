import type { ReactNode } from 'react';
import type { ShownSession } from '../live/session-list.ts';

type Status = ShownSession['status'];

/** Each status has a shape of its own, so that none is told by colour alone. */
const shapes: Readonly<Record<Status, ReactNode>> = {
  scheduled: <circle cx="8" cy="8" r="5.5" className="line" />,
  confirmed: (
    <>
      <circle cx="8" cy="8" r="5.5" className="line" />
      <circle cx="8" cy="8" r="2.2" />
    </>
  ),
  in_progress: <path d="M4.5 2.8v10.4L13 8z" />,
  completed: <path d="M2.5 8.5 6.3 12 13.5 4.3" className="line thick" />,
  no_show: (
    <>
      <circle cx="8" cy="8" r="5.5" className="line" />
      <path d="M4.2 11.8 11.8 4.2" className="line" />
    </>
  ),
  cancelled: <path d="m3.5 3.5 9 9m0-9-9 9" className="line thick" />,
  needs_review: (
    <>
      <path d="M8 2 15 14H1z" className="line" />
      <path d="M8 6.5v3.6m0 1.4v.8" className="line" />
    </>
  ),
};

const arrivedShape = <path d="M8 14.5C4.5 10.8 3 8.6 3 6.5a5 5 0 0 1 10 0c0 2.1-1.500 4.300-5 8z" />;

export function StatusShape({ status, arrived }: Pick<ShownSession, 'status' | 'arrived'>) {
  const waits = status === 'scheduled' || status === 'confirmed';
  return (
    <svg className={`shape ${status}`} viewBox="0 0 16 16" aria-hidden="true">
      {arrived && waits ? arrivedShape : shapes[status]}
    </svg>
  );
}
