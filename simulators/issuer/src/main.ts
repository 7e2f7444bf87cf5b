/**
 * issuer lets people of the local clinic log in without passwords, in the way a real identity provider
 * would. For development only: whoever reaches it may become anybody.
 */
import { runService } from '@bloom/kit';
import { connectDirectory } from './directory/connect-directory.ts';
import { serveIssuer } from './serve-issuer.ts';
import { issuerSettings } from './settings.ts';
import { loadSigningKey } from './signing-key.ts';

await runService(
  'issuer',
  issuerSettings,
  async ({ config, own, healthRoutes, logger }) => {
    const { directory } = own(await connectDirectory(config.mongodbUri));
    return [
      serveIssuer({
        port: config.httpPort,
        audience: config.audience,
        redirectUris: config.redirectUris,
        key: await loadSigningKey(config.keyFile),
        directory,
        healthRoutes,
        onFault: (fault) => logger.error('request_failed', {}, fault),
      }),
    ];
  },
  { serveHealth: false },
);
