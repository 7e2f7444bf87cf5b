import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
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
  const expected = parseChecksums(readFileSync(join(root, 'local/prepare/kafka.sha256'), 'utf8'));
  const found = readdirSync(folder)
    .filter((file) => file.endsWith('.jar'))
    .map((file) => ({ file, sha256: sha256Of(join(folder, file)) }));
  const wrong = unexpectedFiles(expected, found);
  if (wrong.length > 0)
    throw new Error(
      `These jars are not what was expected: ${wrong.join(', ')}. Nothing was started from them.`,
    );
  writeFileSync(done, '');
  return folder;
}

/** Lines of `sha256sum`: the digest, two blanks, the file's name. */
export function parseChecksums(text: string): Checksum[] {
  return [...text.matchAll(/^([0-9a-f]{64}) [ *](\S+)$/gm)].map(([, sha256 = '', file = '']) => ({
    sha256,
    file,
  }));
}

type Checksum = { readonly file: string; readonly sha256: string };

/** Files that are missing, differ, or that nobody listed: everything in the folder joins the class path. */
export function unexpectedFiles(expected: readonly Checksum[], found: readonly Checksum[]): string[] {
  const names = new Set([...expected, ...found].map(({ file }) => file));
  const digest = (list: readonly Checksum[], name: string) => list.find(({ file }) => file === name)?.sha256;
  return [...names].filter((name) => digest(expected, name) !== digest(found, name)).sort();
}

function sha256Of(path: string): string {
  return createHash('sha256').update(readFileSync(path)).digest('hex');
}
