export { buildGateway, type Gateway } from './app.ts';
export { gatewayConfig } from './config.ts';
export { type GatewayEvents, gatewayEvents } from './events.ts';
export type {
  ChangeTail,
  ChangeTailHandlers,
  ComposedView,
  ComposeViews,
  GatewayPorts,
  GatewaySettings,
} from './ports.ts';
