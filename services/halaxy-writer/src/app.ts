import { createForceBreakers } from './breakers/force-breakers.ts';
import { createReadBreakers } from './breakers/read-breakers.ts';
import type { WriterPorts } from './ports.ts';
import { writerService } from './rpc/writer-service.ts';

/** halaxy-writer: ports in, behaviour out. Tests build this same object. */
export function buildWriter(ports: WriterPorts) {
  return { rpc: writerService(ports, createReadBreakers(ports), createForceBreakers(ports)) };
}

export type Writer = ReturnType<typeof buildWriter>;
