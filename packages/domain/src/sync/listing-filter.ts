import { addDays, type LocalDate } from '../calendar/local-date.ts';
import { parseInstant } from '../halaxy/parse-instant.ts';
import { parseReference } from '../halaxy/parse-reference.ts';
import { ownField } from '../loose/own-field.ts';
import { ownList } from '../loose/own-list.ts';
import { ownText } from '../loose/own-text.ts';

/** What a listing is asked for; without any of it, for everything. */
export type ListingFilter = {
  /** Changed since, milliseconds UTC. */
  readonly sinceMs?: number;
  /** Appointments of these days, both inclusive. */
  readonly firstDay?: LocalDate;
  readonly lastDay?: LocalDate;
  /** Appointments of this PractitionerRole. */
  readonly roleId?: string;
};

/** Halaxy may count days in another zone than we, and by whole days where we ask by the second. */
const looseDays = 2;
const dayMs = 86_400_000;

/** The query that asks for it; the offset's plus sign must be percent-encoded. */
export function filterQuery({ sinceMs, firstDay, lastDay, roleId }: ListingFilter): string {
  return [
    ...(roleId === undefined ? [] : [`practitioner-role=${roleId}`]),
    ...(firstDay === undefined ? [] : [`date=ge${firstDay}`]),
    ...(lastDay === undefined ? [] : [`date=le${lastDay}`]),
    ...(sinceMs === undefined
      ? []
      : [`_lastUpdated=ge${new Date(sinceMs).toISOString().replace('Z', '%2B00:00')}`]),
  ].join('&');
}

/**
 * Whether a record is none that was asked for. Halaxy ignores some filters silently and answers with everything: one such
 * record in an answer tells. A record that does not say is taken for asked for.
 */
export function isOutsideFilter(record: unknown, filter: ListingFilter): boolean {
  const { sinceMs, firstDay, lastDay, roleId } = filter;
  const updatedMs = parseInstant(ownText(ownField(record, 'meta'), 'lastUpdated'));
  if (sinceMs !== undefined && updatedMs !== undefined && updatedMs < sinceMs - looseDays * dayMs)
    return true;
  const day = ownText(record, 'start')?.slice(0, 10);
  if (firstDay !== undefined && day !== undefined && day < addDays(firstDay, -looseDays)) return true;
  if (lastDay !== undefined && day !== undefined && day > addDays(lastDay, looseDays)) return true;
  return roleId !== undefined && !rolesOf(record).includes(roleId);
}

function rolesOf(record: unknown): string[] {
  const actors = ownList(record, 'participant').map((one) => ownField(one, 'actor'));
  return actors.flatMap((actor) => parseReference(actor, ['PractitionerRole'])?.id ?? []);
}
