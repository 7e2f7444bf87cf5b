import { startService } from '../processes/start-service.ts';
import type { BenchSettings } from '../settings.ts';

const httpPort = 4_693;

type Asked = {
  readonly halaxyPort: number;
  readonly core: number;
  readonly env: Readonly<Record<string, string>>;
};

/** The reconciler itself, its heap bounded as in a pod. */
export const startReconciler = (settings: BenchSettings, { halaxyPort, core, env }: Asked) =>
  startService(settings, {
    name: 'reconciler',
    main: new URL('../../services/reconciler/src/main.ts', import.meta.url),
    httpPort,
    halaxyUrl: `http://127.0.0.1:${halaxyPort}/main/`,
    core,
    flags: ['--max-old-space-size=192', '--max-semi-space-size=16'],
    env,
  });

export type Reconciler = Awaited<ReturnType<typeof startReconciler>>;
