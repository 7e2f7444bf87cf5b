import type { Appointment } from '../fhir.ts';
import { idOf, roleParticipant } from '../fhir.ts';
import type { Answer } from '../http.ts';
import { writeTime } from '../local-time.ts';
import type { BookPorts } from './book.ts';
import { refuse } from './outcomes.ts';

const MINUTE_MS = 60_000;
const PROPOSALS_MAX = 50;

/** `GET Appointment/$find`: free times of one role, each as an appointment that does not exist, in +00:00. */
export function findProposals({ store }: BookPorts, query: URLSearchParams): Answer {
  const [from, until] = [Date.parse(query.get('start') ?? ''), Date.parse(query.get('end') ?? '')];
  const minutes = Number(query.get('duration'));
  const roleId = query.get('practitioner-role')?.split('/').at(-1) ?? '';
  if (!(until > from) || !(minutes > 0))
    return refuse(400, 'invalid', 'start, end and duration are required');
  if (!store.get('PractitionerRole', roleId)) return refuse(404, 'not-found', 'No such practitioner role');
  const taken = (store.list('Appointment') as unknown as Appointment[])
    .filter(({ participant }) => participant.some(({ actor }) => idOf(actor) === roleId))
    .map(({ start, end }) => [Date.parse(start), Date.parse(end)] as const);
  const entry = [];
  for (
    let at = from;
    at + minutes * MINUTE_MS <= until && entry.length < PROPOSALS_MAX;
    at += minutes * MINUTE_MS
  ) {
    const end = at + minutes * MINUTE_MS;
    if (taken.some(([busyFrom, busyUntil]) => busyFrom < end && busyUntil > at)) continue;
    const times = { start: writeTime(at, 'utc'), end: writeTime(end, 'utc'), minutesDuration: minutes };
    const id = `proposed-${at / 1000}-${minutes}`;
    entry.push({
      resource: { resourceType: 'Appointment', id, ...times, participant: [roleParticipant(roleId)] },
    });
  }
  return {
    status: 200,
    body: { resourceType: 'Bundle', type: 'searchset', total: entry.length, link: [], entry },
  };
}
