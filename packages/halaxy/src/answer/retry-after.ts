/**
 * How long a Retry-After header asks us to wait, in milliseconds; undefined when it says nothing usable.
 * Halaxy sends whole seconds; an HTTP date is understood too (RFC 9110 §10.2.3).
 */
export function parseRetryAfter(header: string | null | undefined, nowMs: number): number | undefined {
  const text = header?.trim() ?? '';
  if (/^\d{1,9}$/.test(text)) return Number(text) * 1_000;
  if (!/[A-Za-z]/.test(text)) return undefined;
  const at = Date.parse(text);
  return Number.isNaN(at) ? undefined : Math.max(0, at - nowMs);
}
