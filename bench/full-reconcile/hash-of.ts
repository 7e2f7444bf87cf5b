import { createHash } from 'node:crypto';

/** What a record holds, in short: both sides are compared by it. */
export const hashOf = (content: string): string => createHash('sha1').update(content).digest('base64');
