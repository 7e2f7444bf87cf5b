/**
 * The only fields a log line may hold, and what each may be. A field that is not here is dropped, not
 * printed: a record that slips into a log call leaves no trace (law I6).
 */
export const logFields = {
  event: 'text',
  service: 'text',
  code: 'text',
  kind: 'text',
  detail: 'text',
  practice: 'text',
  topic: 'text',
  group: 'text',
  partition: 'number',
  offset: 'text',
  route: 'text',
  method: 'text',
  status: 'number',
  lane: 'text',
  resourceType: 'text',
  entity: 'hash',
  count: 'number',
  attempts: 'number',
  durationMs: 'number',
  waitMs: 'number',
  traceId: 'text',
  state: 'text',
  signal: 'text',
  port: 'number',
} as const satisfies Record<string, 'text' | 'number' | 'hash'>;

export type LogFields = { readonly [Name in keyof typeof logFields]?: string | number };

const textLengthMax = 200;
/** Ids of records appear only as 128 bits of a keyed hash, in hex. */
const hash = /^[0-9a-f]{32}$/;

/** What may be printed of the given fields. Total: takes anything, throws never. */
export function allowedFields(given: object): LogFields {
  const allowed: Record<string, string | number> = {};
  for (const [name, form] of Object.entries(logFields)) {
    const value: unknown = (given as Record<string, unknown>)[name];
    if (form === 'number' && typeof value === 'number' && Number.isFinite(value)) allowed[name] = value;
    if (form === 'text' && typeof value === 'string') allowed[name] = value.slice(0, textLengthMax);
    if (form === 'hash' && typeof value === 'string' && hash.test(value)) allowed[name] = value;
  }
  return allowed;
}
