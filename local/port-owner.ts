import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** The inode of the socket that listens on a port, from the text of /proc/net/tcp or tcp6; undefined = nobody. */
export function listeningInode(table: string, port: number): string | undefined {
  const wanted = port.toString(16).toUpperCase().padStart(4, '0');
  for (const line of table.split('\n').slice(1)) {
    const fields = line.trim().split(/\s+/);
    if (fields[1]?.endsWith(`:${wanted}`) && fields[3] === '0A') return fields[9];
  }
  return undefined;
}

/** Who listens on a port: pid and command line, or words when the owner cannot be seen; undefined = nobody. */
export function portOwner(port: number): { pid: number | undefined; command: string } | undefined {
  const inode = ['/proc/net/tcp', '/proc/net/tcp6']
    .map((file) => listeningInode(readText(file), port))
    .find(Boolean);
  if (!inode) return undefined;
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name)))
    if (holdsSocket(pid, inode)) {
      const command = readText(`/proc/${pid}/cmdline`).replaceAll('\0', ' ').trim().slice(0, 120);
      return { pid: Number(pid), command };
    }
  return { pid: undefined, command: 'a process of another user' };
}

function holdsSocket(pid: string, inode: string): boolean {
  try {
    return readdirSync(`/proc/${pid}/fd`).some(
      (fd) => linkOf(`/proc/${pid}/fd/${fd}`) === `socket:[${inode}]`,
    );
  } catch {
    return false;
  }
}

function linkOf(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return '';
  }
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
