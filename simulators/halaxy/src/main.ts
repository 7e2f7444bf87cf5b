import { startSimulator } from './start-simulator.ts';
import { webhookEvents } from './webhooks/webhooks.ts';
import { isSize } from './world/sizes.ts';

// biome-ignore lint/style/noProcessEnv: the one place where this process reads its settings
const environment = process.env;
const { PORT = '4010', SEED = '1', SIZE = 'clinic' } = environment;
const { MARK, RATE_LIMIT_PER_MINUTE, HALAXY_WEBHOOK_TARGET, HALAXY_WEBHOOK_SECRET } = environment;
const size = isSize(SIZE) ? SIZE : 'clinic';
const target = HALAXY_WEBHOOK_TARGET?.replace(/\/$/, '');
const webhooks = target
  ? webhookEvents.map((event) => ({ event, url: `${target}/${event}`, secret: HALAXY_WEBHOOK_SECRET }))
  : [];

const simulator = await startSimulator({
  port: Number(PORT),
  seed: Number(SEED),
  size,
  mark: MARK,
  usual: RATE_LIMIT_PER_MINUTE ? { rateLimitPerMinute: Number(RATE_LIMIT_PER_MINUTE) } : {},
  webhooks,
});
process.stdout.write(`halaxy simulator ready at ${simulator.url}\n`);

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => void simulator.close().then(() => process.exit(0)));
}
