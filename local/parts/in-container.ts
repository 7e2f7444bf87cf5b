import { basename, join } from 'node:path';
import type { Part } from '../part.ts';
import { runCommand } from '../run-command.ts';
import type { LocalSettings } from '../settings.ts';

/**
 * The same part from a container of local/compose.yaml, held by a `docker compose up` in the foreground: its
 * process is noted, asked and stopped like any other, and stopping it stops the container.
 */
export function inContainer(part: Part, { dir, ports }: LocalSettings, root: string): Part {
  const compose = ['compose', '-p', `bloom-${basename(dir)}`, '-f', join(root, 'local/compose.yaml')];
  const env = {
    KAFKA_PORT: `${ports.kafka}`,
    MONGODB_PORT: `${ports.mongodb}`,
    REDIS_PORT: `${ports.redis}`,
  };
  return {
    ...part,
    otherPorts: [],
    remedy: `\`docker info\` tells whether Docker runs; \`docker ${compose.join(' ')} logs ${part.name}\` tells more.`,
    async prepare() {
      await runCommand('docker', [...compose, 'pull', '--quiet', '--policy', 'missing', part.name], env);
      return { command: 'docker', args: [...compose, 'up', '--no-log-prefix', part.name], env };
    },
    // A killed `docker compose up` leaves its container running, which would hold the port.
    async cleanUp() {
      await runCommand('docker', [...compose, 'rm', '--stop', '--force', part.name], env);
    },
  };
}
