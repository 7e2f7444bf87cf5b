import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LocalSettings } from './settings.ts';

const simulator = 'the made-up Halaxy';
const fileIn = (dir: string): string => join(dir, 'halaxy.txt');

/** The Halaxy whose data a stack holds; undefined where it holds none, or the made-up one's. */
export function halaxyOfData(dir: string): string | undefined {
  const noted = noteOf(dir);
  return noted === undefined || noted === simulator ? undefined : noted;
}

/**
 * One stack holds one Halaxy's data: made-up people must never stand on a real practice's screens.
 *
 * @throws Error in words, where the data are of another one, or credentials are missing
 */
export function refuseMixedData({ dir, halaxyBaseUrl, halaxyCredentials }: LocalSettings): void {
  if (halaxyBaseUrl) {
    const missing = ['HALAXY_CLIENT_ID', 'HALAXY_CLIENT_SECRET'].filter((name) => !halaxyCredentials[name]);
    if (missing.length > 0)
      throw new Error(`HALAXY_BASE_URL names a Halaxy of your own: give ${missing.join(' and ')} as well.`);
  }
  const wanted = halaxyBaseUrl ?? simulator;
  const held = noteOf(dir);
  if (held !== undefined && held !== wanted)
    throw new Error(
      `The data of this stack are of ${held}, and this asks for ${wanted}: they must not mix.\n` +
        `What to do: keep both, with LOCAL_DIR=.local/another for this one; or \`make down\` and remove ${dir}.`,
    );
  mkdirSync(dir, { recursive: true });
  writeFileSync(fileIn(dir), wanted);
}

function noteOf(dir: string): string | undefined {
  try {
    return readFileSync(fileIn(dir), 'utf8');
  } catch {
    return undefined;
  }
}
