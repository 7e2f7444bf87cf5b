/**
 * issuer lets people of the local clinic log in without passwords, in the way a real identity provider
 * would. For development only: whoever reaches it may become anybody.
 */
import { readFileSync } from 'node:fs';
import { createLogger, readSettings } from '@bloom/kit';
import { connectDirectory } from './directory/connect-directory.ts';
import { issuerSettings } from './settings.ts';
import { loadSigningKey } from './signing-key.ts';
import { startIssuer } from './start-issuer.ts';

const logger = createLogger('issuer');
// biome-ignore lint/style/noProcessEnv: the one place where this process reads its settings
const settings = readSettings(issuerSettings, process.env, (path) => readFileSync(path, 'utf8'));
if (!settings.ok) {
  for (const { env, message } of settings.faults) process.stderr.write(`${env} ${message}\n`);
  process.exit(78);
}

const { port, audience, redirectUris, keyFile, mongodbUri } = settings.values;
const people = await connectDirectory(mongodbUri);
const issuer = await startIssuer({
  port,
  audience,
  redirectUris,
  key: await loadSigningKey(keyFile),
  directory: people.directory,
  onFault: (fault) => logger.error('request_failed', {}, fault),
});
process.stdout.write(`issuer ready at ${issuer.url}\n`);

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(
    signal,
    () =>
      void issuer
        .close()
        .then(() => people.close())
        .then(() => process.exit(0)),
  );
}
