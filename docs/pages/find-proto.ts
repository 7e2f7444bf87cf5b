import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * The file under `proto/` that declares a message, by the message's full name; from the root of the repository.
 *
 * @throws Error when there is none
 */
export function protoFileOf(fullName: string, root: string = process.cwd()): string {
  const dot = fullName.lastIndexOf('.');
  const folder = join('proto', ...fullName.slice(0, dot).split('.'));
  const declared = `message ${fullName.slice(dot + 1)} {`;
  const file = globSync(join(folder, '*.proto'), { cwd: root }).find((path) =>
    readFileSync(join(root, path), 'utf8').includes(declared),
  );
  if (file === undefined) throw new Error(`No file of ${folder} declares ${fullName}.`);
  return file;
}
