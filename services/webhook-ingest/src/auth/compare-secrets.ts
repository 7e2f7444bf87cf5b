import { createHmac, createSecretKey, randomBytes, timingSafeEqual } from 'node:crypto';

// Both sides are hashed under a key of this process first: neither length nor a common beginning shows in the time.
const comparisonKey = createSecretKey(randomBytes(32));
const digest = (text: string | Buffer): Buffer => createHmac('sha256', comparisonKey).update(text).digest();

/** Whether what was given is one of the secrets, in a time that tells nothing of them. None configured = no. */
export function isOneOf(given: string, secrets: readonly string[]): boolean {
  const seen = digest(given);
  let found = false;
  for (const secret of secrets) if (timingSafeEqual(seen, digest(secret))) found = true;
  return found && given.length > 0;
}

/** `Authorization: Bearer <secret>`, or the bare secret, as Halaxy's screens let people enter it. */
export function isStaticHeaderValid(header: string | undefined, secrets: readonly string[]): boolean {
  return header !== undefined && isOneOf(header.replace(/^Bearer +/i, '').trim(), secrets);
}

/** `X-Halaxy-Signature`: hex HMAC-SHA256 of the raw body under one of the secrets, with or without `sha256=`. */
export function isSignatureValid(
  header: string | undefined,
  body: Buffer,
  secrets: readonly string[],
): boolean {
  const given = header
    ?.trim()
    .replace(/^sha256=/i, '')
    .toLowerCase();
  if (given === undefined || !/^[0-9a-f]{64}$/.test(given)) return false;
  return isOneOf(
    given,
    secrets.map((secret) => createHmac('sha256', secret).update(body).digest('hex')),
  );
}
