import type { GatewayServiceService, GrpcHandlers } from '@bloom/proto';
import type { Connections } from '../sockets/connections.ts';

/** Who of a practice is connected to this process, for operators: ids alone. */
export function gatewayRpc(connections: Connections): GrpcHandlers<typeof GatewayServiceService> {
  return {
    async listConnections({ practiceId }) {
      return {
        connections: [...connections.ofPractice(practiceId)].map(
          ({ id, bearer, channels, connectedAtMs }) => ({
            id,
            userId: bearer.sub,
            channels: [...channels],
            connectedAt: new Date(connectedAtMs),
          }),
        ),
      };
    },
  };
}
