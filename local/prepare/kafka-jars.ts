import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runCommand } from '../run-command.ts';

/** Kafka's jars, fetched once by Maven and held to the checksums kept beside this file. Returns their folder. */
export async function prepareKafkaJars(cacheDir: string, root: string): Promise<string> {
  const folder = join(cacheDir, 'kafka-4.3.0');
  const done = join(folder, 'complete-1');
  if (existsSync(done)) return folder;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const pom = join(folder, 'pom.xml');
  cpSync(join(root, 'local/prepare/kafka-pom.xml'), pom);
  await runCommand('mvn', [
    '-q',
    '-B',
    '-f',
    pom,
    'dependency:copy-dependencies',
    `-DoutputDirectory=${folder}`,
  ]);
  const wrong = parseChecksums(readFileSync(join(root, 'local/prepare/kafka.sha256'), 'utf8'))
    .filter(({ file, sha256 }) => sha256Of(join(folder, file)) !== sha256)
    .map(({ file }) => file);
  if (wrong.length > 0)
    throw new Error(
      `These jars are not what was expected: ${wrong.join(', ')}. Nothing was started from them.`,
    );
  writeFileSync(done, '');
  return folder;
}

/** Lines of `sha256sum`: the digest, two blanks, the file's name. */
export function parseChecksums(text: string): { sha256: string; file: string }[] {
  return [...text.matchAll(/^([0-9a-f]{64}) [ *](\S+)$/gm)].map(([, sha256 = '', file = '']) => ({
    sha256,
    file,
  }));
}

function sha256Of(path: string): string | undefined {
  return existsSync(path) ? createHash('sha256').update(readFileSync(path)).digest('hex') : undefined;
}
