import { ownList } from '../loose/own-list.ts';
import { ownText } from '../loose/own-text.ts';

/** The first extension of that name, by the last segment of its URL: the host differs from region to region. */
export function ownExtension(
  value: unknown,
  name: string,
  key: 'extension' | 'modifierExtension' = 'extension',
): unknown {
  return ownList(value, key).find((one) => ownText(one, 'url')?.split('/').at(-1) === name);
}
