import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Part } from '../part.ts';
import type { LocalSettings } from '../settings.ts';

/** The Halaxy simulator, in a process of its own. */
export function simulatorPart({ ports, halaxyBaseUrl, serviceEnv }: LocalSettings, root: string): Part {
  const main = join(root, 'simulators/halaxy/src/main.ts');
  return {
    name: 'halaxy-simulator',
    port: ports.simulator,
    wanted: halaxyBaseUrl === undefined && existsSync(main),
    remedy: 'Its log tells why; simulators/halaxy/README.md names its settings.',
    async prepare() {
      return {
        command: process.execPath,
        args: ['--conditions=bloom-source', main],
        env: { PORT: `${ports.simulator}`, ...serviceEnv },
      };
    },
    async probe() {
      const response = await fetch(`http://127.0.0.1:${ports.simulator}/_control/ledger`, {
        signal: AbortSignal.timeout(1_000),
      });
      if (!response.ok) throw new Error(`its control API answers ${response.status}`);
      await response.body?.cancel();
      return 'steer it at /_control';
    },
  };
}
