export { buildWriter, type Writer } from './app.ts';
export { type WriterEvents, writerEvents } from './events.ts';
export type { WriterPorts } from './ports.ts';
export { type WriterParts, wireWriter } from './wire.ts';
