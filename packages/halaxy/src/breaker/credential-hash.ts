import { keyedHash } from '@bloom/kit';

/** How keys name a credential that is shared by pods and services: by no id and no secret. */
export function credentialHash(
  idKey: Uint8Array,
  { baseUrl, clientId }: { readonly baseUrl: string; readonly clientId: string },
): string {
  return keyedHash(idKey, 'credential', baseUrl, clientId);
}
