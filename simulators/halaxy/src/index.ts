/** A made-up Halaxy: its API at `/main/`, its screens and its faults at `/_control/`. */
export type { FaultRule, Settings } from './control/faults.ts';
export { defaultSettings } from './control/faults.ts';
export type { Json, JsonObject } from './json.ts';
export type { DeliveryLine, Effect, RequestLine } from './ledger.ts';
export { type InProcessHalaxy, openInProcess } from './open-in-process.ts';
export { type Simulator, type SimulatorOptions, startSimulator } from './start-simulator.ts';
export { type WebhookEvent, type WebhookTarget, webhookEvents } from './webhooks/webhooks.ts';
export type { Size } from './world/sizes.ts';
