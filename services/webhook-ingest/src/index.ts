export { buildIngest, type IngestParts } from './app.ts';
export { type IngestEvents, ingestEvents } from './events.ts';
