import { availableParallelism } from 'node:os';
import { readLocalSettings } from '@bloom/local/settings';
import { createStack } from '@bloom/local/stack';

// A stack of the tests' own, beside whatever else runs here. Below 32768: above, a client's own port may be in the way.
const ports = { MONGODB_PORT: '27317', REDIS_PORT: '16679', KAFKA_PORT: '19392', SIMULATOR_PORT: '4310' };

/** Real stores for contract suites and stories, and the variables by which tests find them. */
export function createTestStack() {
  const stack = createStack(
    readLocalSettings(
      { LOCAL_DIR: '.local/stack-of-tests', LOCAL_SERVICES: 'none', ...ports },
      process.cwd(),
    ),
    process.cwd(),
    console.log,
  );
  return {
    up: () => stack.up(),
    down: () => stack.down(),
    env: {
      BLOOM_TEST_MONGODB_URI: `mongodb://127.0.0.1:${ports.MONGODB_PORT}/bloom-test?replicaSet=rs0`,
      BLOOM_TEST_REDIS_URL: `redis://127.0.0.1:${ports.REDIS_PORT}`,
      BLOOM_TEST_KAFKA_BROKERS: `127.0.0.1:${ports.KAFKA_PORT}`,
    },
  };
}

/** Most tests wait more than they reckon: two files at a time even where there are two cores. */
export const testFilesAtOnce = Math.max(2, availableParallelism() - 1);

// The MongoDB driver loads its platform adapters by dynamic import, which jest's sandbox allows only so.
export const jestFlags = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning'];
