export type { CallContext } from './answer-call.ts';
export { errorFromStatus, statusFromError } from './bloom-status.ts';
export {
  type ConnectGrpcOptions,
  connectGrpc,
  type GrpcCallOptions,
  type GrpcClient,
} from './connect-grpc.ts';
export { type GrpcEntrance, type GrpcHandlers, type ServeGrpcOptions, serveGrpc } from './serve-grpc.ts';
export type { MethodShape, RequestOf, ResponseOf, ServiceShape } from './service-shape.ts';
