import { asBloomError } from '@bloom/kit';
import type { PracticeDoor } from '@bloom/store';
import type { SeenResource } from './carrier.ts';

/** Reads a record before anything else that waits, found or not. @throws BloomError HALAXY_*, but for a 404 */
export async function readRecord(door: PracticeDoor, type: string, id: string): Promise<SeenResource> {
  const from = await door.readCounter();
  try {
    const { resource, from: drawn, to } = await door.readOne(type, id, 'people');
    return { type, id, resource, from: drawn, to };
  } catch (thrown) {
    if (asBloomError(thrown).code !== 'HALAXY_MISSING') throw thrown;
    return { type, id, resource: undefined, from, to: await door.readCounter() };
  }
}

/** Whether nothing is owed on a bill: at zero, or gone. */
export async function isUncharged(door: PracticeDoor, invoiceId: string | null): Promise<boolean> {
  if (invoiceId === null) return true;
  const { resource } = await readRecord(door, 'Invoice', invoiceId);
  if (resource === undefined) return true;
  const balance = resource.totalBalance as { value?: unknown } | undefined;
  return Number(balance?.value) === 0;
}
