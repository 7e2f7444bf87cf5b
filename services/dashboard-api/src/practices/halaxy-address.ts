import { isIPv4 } from 'node:net';
import { z } from 'zod';

/**
 * Where a practice's Halaxy is, and nothing else: what more an address can hold would go along with every call. The
 * client secret goes there too, so plain http is taken only for this machine.
 */
export const halaxyAddress = z
  .url({ protocol: /^https?$/ })
  .refine((text) => !/[?#]|\/\/[^/]*@/.test(text), 'has a user, a query or a fragment')
  .refine((text) => !isOpenToOthers(text), 'is plain http to another machine: it has to be https')
  .transform((text) => (text.endsWith('/') ? text : `${text}/`));

function isOpenToOthers(text: string): boolean {
  const url = URL.parse(text);
  return url?.protocol === 'http:' && !isLoopback(url.hostname);
}

/** By the name as written, without asking anybody: a name that resolves to this machine now may not do so tomorrow. */
function isLoopback(hostname: string): boolean {
  return (
    hostname === 'localhost' || hostname === '[::1]' || (isIPv4(hostname) && hostname.startsWith('127.'))
  );
}
