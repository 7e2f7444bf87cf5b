import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { createClient } from 'redis';
import type { Part } from '../part.ts';
import { prepareWheels } from '../prepare/python-wheels.ts';
import { runCommand } from '../run-command.ts';
import type { LocalSettings } from '../settings.ts';

/** Redis, or Valkey, which speaks the same: one from PATH if it is 7 or newer, else the pinned Valkey. */
export function redisPart({ dir, cacheDir, ports }: LocalSettings): Part {
  return {
    name: 'redis',
    port: ports.redis,
    remedy: 'Everything in it may be lost: `make down` and remove the folder redis/ of the stack.',
    async prepare() {
      const data = join(dir, 'redis');
      mkdirSync(data, { recursive: true });
      const args = [
        '--port',
        `${ports.redis}`,
        '--bind',
        '127.0.0.1',
        '--dir',
        data,
        '--save',
        '',
        '--appendonly',
        'no',
      ];
      const command =
        (await onPath('redis-server')) ??
        (await onPath('valkey-server')) ??
        (await prepareWheels(cacheDir)).valkeyServer;
      return { command, args };
    },
    async probe() {
      const client = createClient({
        url: `redis://127.0.0.1:${ports.redis}`,
        socket: { reconnectStrategy: false, connectTimeout: 500 },
      });
      client.on('error', () => {});
      await client.connect();
      try {
        return await client.ping();
      } finally {
        client.destroy();
      }
    },
  };
}

async function onPath(command: string): Promise<string | undefined> {
  const version = await runCommand(command, ['--version']).catch(() => '');
  return Number(/v=(\d+)/.exec(version)?.[1]) >= 7 ? command : undefined;
}
