import { logVerbosity, setLogVerbosity } from '@grpc/grpc-js';

// It writes to the console in its own words, past our logger: what fails comes to us as an error anyway.
setLogVerbosity(logVerbosity.NONE);

/** Both sides: no message is larger, and a peer that has gone is noticed within 25 s, calls or none. */
export const channelLimits = {
  'grpc.max_receive_message_length': 1024 * 1024,
  'grpc.max_send_message_length': 1024 * 1024,
  'grpc.keepalive_time_ms': 20_000,
  'grpc.keepalive_timeout_ms': 5_000,
  'grpc.keepalive_permit_without_calls': 1,
} as const;
