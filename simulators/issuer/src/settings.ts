import { setting } from '@bloom/kit';
import { z } from 'zod';

const redirectUris = z.string().transform((text, context) => {
  const uris = text.split(',').map((uri) => uri.trim());
  if (uris.every((uri) => URL.canParse(uri))) return uris;
  context.addIssue({ code: 'custom', message: 'not addresses' });
  return z.NEVER;
});

export const issuerSettings = {
  httpPort: setting({
    env: 'ISSUER_PORT',
    schema: z.coerce.number().int().min(0).max(65_535),
    default: '4011',
    doc: 'The port of the local issuer on 127.0.0.1. Its address is also its name: AUTH_ISSUER of everything else.',
  }),
  audience: setting({
    env: 'AUTH_AUDIENCE',
    schema: z.string().min(1),
    default: 'bloom-sync',
    doc: 'Whom access tokens are for: their `aud`.',
  }),
  redirectUris: setting({
    env: 'ISSUER_REDIRECT_URIS',
    schema: redirectUris,
    default: 'http://127.0.0.1:4080/,http://localhost:4080/',
    doc: 'Where the dashboard may be sent back to after a log-in, comma-separated.',
  }),
  keyFile: setting({
    env: 'ISSUER_KEY_FILE',
    schema: z.string().min(1),
    default: '.local/issuer-key.json',
    doc: 'Where the signing key is kept; it is made at the first start.',
  }),
  mongodbUri: setting({
    env: 'MONGODB_URI',
    schema: z.string(),
    default: '',
    doc: 'Where synced practitioners are found, so that they can log in; without it only the fixed people can.',
  }),
};
