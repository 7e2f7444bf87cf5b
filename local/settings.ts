import { resolve } from 'node:path';

const credentialNames = [
  'HALAXY_CLIENT_ID',
  'HALAXY_CLIENT_SECRET',
  'HALAXY_USER_AGENT',
  'HALAXY_WEBHOOK_SECRET',
];

export type LocalSettings = {
  /** Data, logs and process notes of this stack. */
  readonly dir: string;
  /** Downloads, shared by all stacks of this checkout. */
  readonly cacheDir: string;
  readonly ports: {
    readonly kafka: number;
    readonly kafkaController: number;
    readonly mongodb: number;
    readonly redis: number;
    readonly simulator: number;
    readonly issuer: number;
    readonly web: number;
    /** HTTP of a service; its gRPC is 1,000 above. */
    readonly dashboardApi: number;
    readonly ingest: number;
    readonly gateway: number;
    readonly reconciler: number;
    readonly writer: number;
  };
  /** False = the stores and the simulator alone, for tests that bring the rest themselves. */
  readonly services: boolean;
  /** Further settings of the services and of the simulator, also when one of them is started again. */
  readonly serviceEnv: Readonly<Record<string, string>>;
  /** How the sync reaches a Halaxy of one's own. */
  readonly halaxyCredentials: Readonly<Record<string, string>>;
  /** A Halaxy of one's own: the simulator is then not started. */
  readonly halaxyBaseUrl: string | undefined;
  /** Kafka, MongoDB and Redis from local/compose.yaml instead of processes of this machine. */
  readonly containers: boolean;
};

/** Where everything of the local stack lives and listens; 127.0.0.1 throughout. */
export function readLocalSettings(
  env: Readonly<Record<string, string | undefined>>,
  root: string,
): LocalSettings {
  const port = (name: string, usual: number): number => {
    const value = Number(env[name] || usual);
    if (!Number.isInteger(value) || value < 1 || value > 65_535)
      throw new Error(
        `${name} is not a port: give a whole number from 1 to 65535, or leave it unset for ${usual}.`,
      );
    return value;
  };
  if (env.STACK && env.STACK !== 'docker')
    throw new Error(
      `STACK=${env.STACK} is not known: "docker" takes the stores from containers, unset runs them here.`,
    );
  const offset = env.PORT_OFFSET ? port('PORT_OFFSET', 1) : 0;
  const kafka = port('KAFKA_PORT', 19092);
  return {
    dir: resolve(root, env.LOCAL_DIR || '.local/stack'),
    cacheDir: resolve(root, '.local/cache'),
    ports: {
      kafka,
      kafkaController: port('KAFKA_CONTROLLER_PORT', kafka + 1),
      mongodb: port('MONGODB_PORT', 37017),
      redis: port('REDIS_PORT', 16379),
      simulator: port('SIMULATOR_PORT', 4010 + offset),
      issuer: port('ISSUER_PORT', 4011 + offset),
      web: port('DASHBOARD_PORT', 4080 + offset),
      dashboardApi: 4000 + offset,
      ingest: 4001 + offset,
      gateway: 4002 + offset,
      reconciler: 4003 + offset,
      writer: 4004 + offset,
    },
    services: env.LOCAL_SERVICES !== 'none',
    serviceEnv: {},
    halaxyCredentials: Object.fromEntries(
      credentialNames.flatMap((name) => (env[name] ? [[name, env[name]]] : [])),
    ),
    halaxyBaseUrl: env.HALAXY_BASE_URL || undefined,
    containers: env.STACK === 'docker',
  };
}
