import { createClient } from 'redis';

export type RedisClient = ReturnType<typeof createPlainClient>;

export type Redis = {
  /** For the store's own adapters, and for libraries that speak to Redis by themselves. */
  readonly client: RedisClient;
  ping(): Promise<void>;
  close(): Promise<void>;
};

function createPlainClient(url: string) {
  return createClient({
    url,
    RESP: 2,
    disableOfflineQueue: true,
    commandOptions: { timeout: 2_000 },
    socket: { connectTimeout: 2_000, reconnectStrategy: (tries) => Math.min(100 * 2 ** tries, 3_000) },
  });
}

/**
 * Connects to Redis, in the background: it holds only what may be lost, and no start waits for it. Commands fail at
 * once while it is away, and after 2 s when it hangs.
 */
export function connectRedis(url: string, onError: (error: unknown) => void = () => {}): Redis {
  const client = createPlainClient(url);
  // Without a listener an error would end the process.
  client.on('error', onError);
  client.connect().catch(onError);
  return {
    client,
    async ping() {
      await client.ping();
    },
    async close() {
      if (client.isReady) await client.close();
      else client.destroy();
    },
  };
}
