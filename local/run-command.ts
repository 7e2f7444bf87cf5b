import { spawn } from 'node:child_process';

/** Runs a command to its end. @throws Error with the last lines it printed, when it fails */
export function runCommand(
  command: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let printed = '';
    child.stdout.on('data', (chunk: Buffer) => {
      printed += chunk;
    });
    child.stderr.on('data', (chunk: Buffer) => {
      printed += chunk;
    });
    child.on('error', () =>
      reject(new Error(`${command} is not on this machine: install it and try again.`)),
    );
    child.on('close', (code) => {
      if (code === 0) resolve(printed);
      else
        reject(
          new Error(`${command} ended with ${code}:\n${printed.trim().split('\n').slice(-8).join('\n')}`),
        );
    });
  });
}
