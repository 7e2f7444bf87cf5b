import { ownList } from '../loose/own-list.ts';
import { ownText } from '../loose/own-text.ts';

/** How to reach a person; null where Halaxy says nothing. */
export type Contact = {
  readonly email: string | null;
  readonly mobile: string | null;
  readonly phone: string | null;
};

type Point = {
  readonly system: string | undefined;
  readonly use: string | undefined;
  readonly value: string;
};

/**
 * Reads a record's `telecom[]`. Halaxy keeps a mobile number under the system `sms`, with the use `mobile`, and a
 * landline under `phone`; a `phone` said to be `mobile` counts as a mobile when there is no `sms`.
 */
export function readContact(record: unknown): Contact {
  const points = ownList(record, 'telecom').flatMap(readPoint);
  const find = (matches: (point: Point) => boolean) => points.find(matches)?.value ?? null;
  return {
    email: find(({ system }) => system === 'email'),
    mobile:
      find(({ system, use }) => system === 'sms' && use === 'mobile') ??
      find(({ system }) => system === 'sms') ??
      find(({ system, use }) => system === 'phone' && use === 'mobile'),
    phone: find(({ system, use }) => system === 'phone' && use !== 'mobile'),
  };
}

function readPoint(entry: unknown): Point[] {
  const value = ownText(entry, 'value')?.trim();
  return value ? [{ system: ownText(entry, 'system'), use: ownText(entry, 'use'), value }] : [];
}
