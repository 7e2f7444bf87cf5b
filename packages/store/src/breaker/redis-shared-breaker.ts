import type { BreakerPhase, SharedBreaker } from '@bloom/halaxy/breaker';
import type { Redis } from '../redis/connect-redis.ts';

/** Without a decision for so long a circuit is forgotten; a process that holds a newer one tells it again. */
const keptMs = 24 * 3_600_000;

/** Puts the phase only in the place of an older generation's; answers with what stands then. */
const publishScript = `
local held = tonumber(redis.call('HGET', KEYS[1], 'generation') or '-1')
if held < tonumber(ARGV[1]) then
  redis.call('HSET', KEYS[1], 'generation', ARGV[1], 'mode', ARGV[2], 'sinceMs', ARGV[3], 'untilMs', ARGV[4], 'failures', ARGV[5])
  redis.call('PEXPIRE', KEYS[1], ARGV[6])
end
return redis.call('HMGET', KEYS[1], 'generation', 'mode', 'sinceMs', 'untilMs', 'failures')`;

/**
 * One circuit as all pods see it, in Redis. Each of its calls fails while Redis is away: the circuit then goes by what its
 * own process knows.
 *
 * @param credentialHash the credential's keyed hash: a key holds no id
 */
export function createRedisSharedBreaker(
  redis: Redis,
  { credentialHash, callClass }: { credentialHash: string; callClass: string },
): SharedBreaker {
  const key = `cb:halaxy:{${credentialHash}}:${callClass}`;
  return {
    async read() {
      const fields = ['generation', 'mode', 'sinceMs', 'untilMs', 'failures'];
      return readPhase(await redis.client.hmGet(key, fields));
    },
    async publish(phase) {
      const { generation, mode, sinceMs, untilMs, failures } = phase;
      const stands = await redis.client.eval(publishScript, {
        keys: [key],
        arguments: [`${generation}`, mode, `${sinceMs}`, `${untilMs}`, `${failures}`, `${keptMs}`],
      });
      return (Array.isArray(stands) ? readPhase(stands) : undefined) ?? phase;
    },
    async takeProbe(generation, forMs) {
      const taken = await redis.client.set(`${key}:probe:${generation}`, '1', {
        condition: 'NX',
        expiration: { type: 'PX', value: forMs },
      });
      return taken === 'OK';
    },
  };
}

const modes = ['closed', 'open', 'half-open', 'slow'] as const;

/** What cannot be understood is as good as forgotten. */
function readPhase([generation, mode, ...times]: readonly unknown[]): BreakerPhase | undefined {
  const known = modes.find((one) => one === mode);
  const [number, sinceMs, untilMs, failures] = [generation, ...times].map((text) =>
    Number(text ?? Number.NaN),
  );
  if (known === undefined || !isNumber(number) || !isNumber(sinceMs) || !isNumber(untilMs)) return undefined;
  return { mode: known, generation: number, sinceMs, untilMs, failures: isNumber(failures) ? failures : 0 };
}

function isNumber(value: number | undefined): value is number {
  return value !== undefined && Number.isFinite(value);
}
