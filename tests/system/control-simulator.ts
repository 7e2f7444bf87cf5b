import type { OpenSimulator } from './open-simulator.ts';

/** Steers a simulated Halaxy. @throws Error with its words when it refuses */
export async function control(
  { controlUrl }: Pick<OpenSimulator, 'controlUrl'>,
  what: string,
  body: object,
): Promise<Record<string, string>> {
  const response = await fetch(`${controlUrl}${what}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${what}: ${await response.text()}`);
  return response.json() as Promise<Record<string, string>>;
}
