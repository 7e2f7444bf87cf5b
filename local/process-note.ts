import { readFileSync } from 'node:fs';

/** Who a process is: a pid alone may be given to another one later, a pid with its start never is. */
export type ProcessNote = { readonly pid: number; readonly startedTicks: string };

/** The start of a process in clock ticks since boot, or undefined when none has this pid. */
export function startedTicks(
  pid: number,
  read: (path: string) => string = (path) => readFileSync(path, 'utf8'),
): string | undefined {
  try {
    return parseStartedTicks(read(`/proc/${pid}/stat`));
  } catch {
    return undefined;
  }
}

/** Field 22 of /proc/<pid>/stat (proc(5)); the command in field 2 may hold spaces and parentheses. A zombie counts as gone. */
export function parseStartedTicks(stat: string): string | undefined {
  const afterCommand = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return afterCommand[0] === 'Z' ? undefined : afterCommand[19];
}

/** Does the process that was noted still run? */
export function isRunning(note: ProcessNote | undefined): note is ProcessNote {
  return note !== undefined && startedTicks(note.pid) === note.startedTicks;
}
