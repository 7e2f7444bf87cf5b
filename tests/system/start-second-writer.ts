import { partProcess } from '@bloom/local/part-process';
import { serviceParts } from '@bloom/local/services';
import type { startClinic } from './start-clinic.ts';

/** Beside the ports of all other parts. */
const portsApart = 5;

/** A second halaxy-writer beside a clinic's own: another process by the same settings, on other ports. */
export async function startSecondWriter({
  settings,
}: Pick<Awaited<ReturnType<typeof startClinic>>, 'settings'>) {
  const port = settings.ports.writer + portsApart;
  const ports = { ...settings.ports, writer: port };
  const parts = serviceParts({ ...settings, ports }, process.cwd(), async () => {});
  const part = parts.find(({ name }) => name === 'halaxy-writer');
  if (!part) throw new Error('the stack has no halaxy-writer');
  const { start, stop, note } = partProcess(part, `${settings.dir}-second-writer`);
  await stop();
  await start();
  return { port, pid: note()?.pid ?? 0, stop };
}
