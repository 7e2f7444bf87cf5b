import { checkJsonLimits, type NotifiedReference, parseNotification } from '@bloom/domain';
import { BloomError } from '@bloom/kit';

const strictUtf8 = new TextDecoder('utf-8', { fatal: true });

/**
 * What a body names, or why nothing can be taken from it. The body is untrusted: it is bounded before it is parsed,
 * and only types and ids come out of it.
 *
 * @throws BloomError WEBHOOK_UNREADABLE
 */
export function readNotification(body: Buffer): readonly NotifiedReference[] {
  const parsed = parse(body);
  const limits = checkJsonLimits(parsed);
  if (limits.kind === 'beyond')
    throw new BloomError('WEBHOOK_UNREADABLE', `too many ${limits.limit === 'depth' ? 'levels' : 'keys'}`);
  const notification = parseNotification(parsed);
  if (notification.kind === 'fault' && notification.fault === 'UNKNOWN_EVENT')
    throw new BloomError('WEBHOOK_EVENT_UNKNOWN');
  if (notification.kind === 'fault') throw new BloomError('WEBHOOK_UNREADABLE', notification.fault);
  return notification.references;
}

function parse(body: Buffer): unknown {
  let text: string;
  try {
    text = strictUtf8.decode(body);
  } catch (cause) {
    throw new BloomError('WEBHOOK_UNREADABLE', 'not UTF-8', { cause });
  }
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new BloomError('WEBHOOK_UNREADABLE', 'not JSON', { cause });
  }
}
