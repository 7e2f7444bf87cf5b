import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export type LocalSecrets = {
  readonly ID_KEY: string;
  readonly SEALING_KEYS: string;
  readonly TICKET_KEY: string;
  readonly HALAXY_WEBHOOK_SECRET: string;
};

/** The keys of one local stack: made at its first start, kept beside its data, which they open. */
export function localSecrets(dir: string): LocalSecrets {
  const file = join(dir, 'secrets.json');
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as LocalSecrets;
  } catch {
    const key = () => randomBytes(32).toString('base64');
    const secrets = {
      ID_KEY: key(),
      SEALING_KEYS: `local:${key()}`,
      TICKET_KEY: key(),
      HALAXY_WEBHOOK_SECRET: randomBytes(32).toString('base64url'),
    };
    mkdirSync(dir, { recursive: true });
    writeFileSync(file, JSON.stringify(secrets), { mode: 0o600 });
    return secrets;
  }
}
