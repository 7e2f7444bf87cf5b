import { asBloomError } from '@bloom/kit';
import type { PracticeDoor } from '@bloom/store';
import type { SeenResource } from './carrier.ts';

/** Reads a record before anything else that waits, found or not. @throws BloomError HALAXY_*, but for a 404 */
export async function readRecord(door: PracticeDoor, type: string, id: string): Promise<SeenResource> {
  const from = await door.readCounter();
  try {
    const { resource, from: drawn, to } = await door.readOne(type, id, 'people');
    // A merged client's id is answered with the survivor's record: of theirs there is none any more.
    return { type, id, resource: resource.id === id ? resource : undefined, from: drawn, to };
  } catch (thrown) {
    if (asBloomError(thrown).code !== 'HALAXY_MISSING') throw thrown;
    return { type, id, resource: undefined, from, to: await door.readCounter() };
  }
}

/** Whether an amount of a bill is at zero; so is that of a bill that is gone. */
export async function isZero(
  door: PracticeDoor,
  invoiceId: string,
  amount: 'totalBalance' | 'totalGross',
): Promise<boolean> {
  const { resource } = await readRecord(door, 'Invoice', invoiceId);
  if (resource === undefined) return true;
  const held = resource[amount] as { value?: unknown } | undefined;
  return Number(held?.value) === 0;
}
