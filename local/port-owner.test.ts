import { createServer } from 'node:net';
import { expect, test } from '@jest/globals';
import { listeningInode, portOwner } from './port-owner.ts';

const table = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:4A94 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4711 1
   1: 0100007F:4A95 0100007F:9999 01 00000000:00000000 00:00000000 00000000     0        0 4712 1`;

test.each([
  ['a port that someone listens on', 19092, '4711'],
  ['a port of a mere connection', 19093, undefined],
  ['a port of nobody', 4010, undefined],
] as const)('%s', (_, port, inode) => {
  expect(listeningInode(table, port)).toBe(inode);
});

test('a taken port is told with its owner', async () => {
  const server = createServer();
  const port = await new Promise<number>((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address ? address.port : 0);
    });
  });
  expect(portOwner(port)).toMatchObject({ pid: process.pid, command: expect.stringContaining('node') });
  await new Promise((resolve) => server.close(resolve));
  expect(portOwner(port)).toBeUndefined();
});
