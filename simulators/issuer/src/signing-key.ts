import { chmodSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { calculateJwkThumbprint, exportJWK, generateKeyPair, type JWK } from 'jose';

/** A private key for ES256, named by its thumbprint (RFC 7638). */
export type SigningKey = JWK & { readonly kid: string; readonly alg: 'ES256'; readonly use: 'sig' };

/**
 * The key that signs tokens. It is made once and kept in `file`, readable by its owner alone, so that a
 * restart does not log people out. Without a file it lives as long as the process.
 *
 * @throws Error when the file is there and holds no such key
 */
export async function loadSigningKey(file?: string): Promise<SigningKey> {
  const kept = file && readIfThere(file);
  if (kept) return parseKey(kept, file);
  const { privateKey } = await generateKeyPair('ES256', { extractable: true });
  const jwk = await exportJWK(privateKey);
  const key: SigningKey = { ...jwk, kid: await calculateJwkThumbprint(jwk), alg: 'ES256', use: 'sig' };
  if (file) keep(file, JSON.stringify(key));
  return key;
}

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

function parseKey(text: string, file: string): SigningKey {
  try {
    const key = JSON.parse(text) as Partial<SigningKey>;
    if (key.kty === 'EC' && key.crv === 'P-256' && key.d && key.kid)
      return { ...key, kid: key.kid, alg: 'ES256', use: 'sig' };
  } catch {
    // Falls through: the reason is the same to whoever reads it.
  }
  throw new Error(
    `${file} holds no ES256 signing key. Remove it to have a new one made; all must then log in again.`,
  );
}

/** Written beside and then renamed: a crash leaves the old file or the new one, never half of one. */
function keep(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true });
  const beside = `${file}.new`;
  writeFileSync(beside, text, { mode: 0o600 });
  chmodSync(beside, 0o600);
  renameSync(beside, file);
}
