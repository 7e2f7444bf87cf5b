/** The server's clock in milliseconds, inside an update pipeline: leases and due times obey it alone. */
export const serverNowMs = { $toLong: '$$NOW' };
