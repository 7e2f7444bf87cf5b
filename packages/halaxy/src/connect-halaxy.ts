import type { Clock } from '@bloom/kit';
import type { Admission } from './admission/admission.ts';
import type { BreakerState } from './breaker/breaker-state.ts';
import { createCircuit } from './breaker/circuit.ts';
import type { SharedBreaker } from './breaker/shared-breaker.ts';
import { createCallHalaxy } from './call/call-halaxy.ts';
import { type Send, sendHttp } from './http/send.ts';
import { createReader } from './read/create-reader.ts';
import { createTokenRequest } from './token/request-token.ts';
import { createTokenManager, type TokenVault } from './token/token-manager.ts';
import { createWriter } from './write/create-writer.ts';

export type CallClass = 'token' | 'read' | 'write';

export type HalaxyOptions = {
  /** Ends in a slash, e.g. `https://au-api.halaxy.com/main/`. */
  readonly baseUrl: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** `Product (email)`: without one the gateway answers 403, the token call included. */
  readonly userAgent: string;
  readonly admission: Admission;
  readonly vault: TokenVault;
  readonly clock: Clock;
  readonly random: () => number;
  /** What other pods decided of each class's circuit; without it each process goes by itself. */
  readonly sharedBreaker?: (callClass: CallClass) => SharedBreaker;
  /** Does an operator hold all classes open? Asked at every call: answers from memory save now and then, and never rejects. */
  readonly isForced?: () => Promise<boolean>;
  readonly send?: Send;
  readonly timeoutMs?: number;
  readonly admissionWaitMsMax?: number;
  readonly onCircuitChanged?: (callClass: CallClass, now: BreakerState, before: BreakerState) => void;
  readonly onTokenRefreshFailed?: (error: unknown) => void;
};

/** The one door to Halaxy for one credential. */
export function connectHalaxy(options: HalaxyOptions) {
  const {
    clock,
    send = sendHttp,
    timeoutMs = 10_000,
    admissionWaitMsMax = 30_000,
    onCircuitChanged = () => {},
  } = options;
  const circuitOf = (callClass: CallClass, deadlineMs = timeoutMs) =>
    createCircuit({
      clock,
      timeoutMs: deadlineMs,
      ...(options.sharedBreaker ? { shared: options.sharedBreaker(callClass) } : {}),
      ...(options.isForced ? { isForced: options.isForced } : {}),
      onChange: (now, before) => onCircuitChanged(callClass, now, before),
    });
  // A token is fetched within a call: half the call's time, so that its end is told before the call's own.
  const circuits = {
    token: circuitOf('token', timeoutMs / 2),
    read: circuitOf('read'),
    write: circuitOf('write'),
  };
  const tokens = createTokenManager({
    clock,
    vault: options.vault,
    request: createTokenRequest({ ...options, circuit: circuits.token, send }),
    ...(options.onTokenRefreshFailed ? { onRefreshFailed: options.onTokenRefreshFailed } : {}),
  });
  const call = createCallHalaxy({ ...options, circuits, tokens, send, admissionWaitMsMax });
  return {
    ...createReader({ call, clock, random: options.random }),
    write: createWriter({ call }),
    circuits,
    close: () => {
      for (const circuit of Object.values(circuits)) circuit.close();
    },
  };
}

export type Halaxy = ReturnType<typeof connectHalaxy>;
