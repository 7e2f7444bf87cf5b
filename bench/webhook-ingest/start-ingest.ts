import { startService } from '../processes/start-service.ts';
import type { BenchSettings } from '../settings.ts';

const httpPort = 4_691;

/** webhook-ingest itself; nothing asks its practice's Halaxy for anything. */
export async function startIngest(settings: BenchSettings, core: number) {
  const { pid, practiceKey, secret, stop } = await startService(settings, {
    name: 'webhook-ingest',
    main: new URL('../../services/webhook-ingest/src/main.ts', import.meta.url),
    httpPort,
    halaxyUrl: 'http://127.0.0.1:9/',
    core,
  });
  return {
    pid,
    port: httpPort,
    path: `/webhooks/halaxy/${practiceKey}/appointment-update`,
    secret,
    /** How many went to the database because the broker was late: durable too, but not what is measured. */
    async spooled(): Promise<number> {
      const metrics = await (await fetch(`http://127.0.0.1:${httpPort}/metrics`)).text();
      return Number(/^bloom_webhooks_spooled_total(?:{[^}]*})? (\d+)/m.exec(metrics)?.[1] ?? 0);
    },
    stop,
  };
}
