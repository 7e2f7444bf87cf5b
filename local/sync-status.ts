/** `make sync-status [PRACTICE=<id>]`: how the sync stands, and how far its run is until it ends. */
import { createAskClinic } from './ask-clinic.ts';
import { readLocalSettings } from './settings.ts';
import { type Run, runLine, type SyncStatus, statusLines } from './sync-words.ts';
import { createTellLine } from './tell-line.ts';

const lookEveryMs = 500;
const runsShown = 5;

try {
  const ask = await createAskClinic(
    readLocalSettings(process.env, process.cwd()),
    process.env.PRACTICE || 'demo',
  );
  const newest = async () => (await ask<{ items: Run[] }>('/sync/log')).items.slice(0, runsShown);
  const line = createTellLine(process.stdout);
  for (const each of (await newest()).reverse())
    if (each.state !== 'running') line.tell(runLine(each), { stays: true });
  for (;;) {
    const [run] = await newest();
    if (run?.state !== 'running') break;
    line.tell(runLine(run));
    await new Promise((resolve) => setTimeout(resolve, lookEveryMs));
  }
  line.end();
  for (const words of statusLines(await ask<SyncStatus>('/sync/status'))) console.log(words);
  process.exit(0);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
