import { asBloomError, BloomError, type Clock } from '@bloom/kit';
import type { Admission } from '../admission/admission.ts';
import type { Lane } from '../admission/budget.ts';
import { classifyAnswer, type Resource } from '../answer/classify-answer.ts';
import type { Circuit } from '../breaker/circuit.ts';
import type { Send } from '../http/send.ts';
import type { TokenManager } from '../token/token-manager.ts';

export type HalaxyCall = {
  readonly lane: Lane;
  readonly method: 'GET' | 'POST' | 'PATCH';
  /** Below the base, e.g. `Appointment/700001` or `Appointment?_id=1,2`. */
  readonly path: string;
  /** JSON; a PATCH is sent as a merge patch (RFC 7396). */
  readonly body?: string;
  /** Called when all is ready, right before the request leaves; what it throws keeps the request back. */
  readonly beforeSend?: () => Promise<void>;
};

export type HalaxyAnswer = {
  readonly resource: Resource;
  /** The number drawn at admission and the counter seen at the answer: they order what Halaxy said. */
  readonly from: number;
  readonly to: number;
  /** Halaxy's own clock at the answer, from its `Date` header, milliseconds; absent when it sent none. */
  readonly dateMs: number | undefined;
};

export type CallPorts = {
  readonly baseUrl: string;
  readonly userAgent: string;
  readonly admission: Admission;
  readonly circuits: { readonly read: Circuit; readonly write: Circuit };
  readonly tokens: TokenManager;
  readonly send: Send;
  readonly clock: Clock;
  /** A call gives up waiting for its turn after this. */
  readonly admissionWaitMsMax: number;
};

/**
 * Makes one call to Halaxy: breaker, admission, token and HTTP, classification. Tries nothing twice but a
 * 401, once, with a new token and an admission of its own.
 *
 * @throws BloomError HALAXY_*
 */
export function createCallHalaxy(ports: CallPorts) {
  const { admission, circuits, clock, send, tokens } = ports;

  async function awaitAdmission(lane: Lane): Promise<number> {
    const giveUpAtMs = clock.nowMs() + ports.admissionWaitMsMax;
    for (;;) {
      const answer = await admission.tryAdmit(lane);
      if ('readNo' in answer) return answer.readNo;
      if (clock.nowMs() + answer.waitMs > giveUpAtMs)
        throw new BloomError('HALAXY_BUDGET_SPENT', `lane ${lane}`, { retryAfterMs: answer.waitMs });
      await clock.sleep(answer.waitMs);
    }
  }

  /** The token has a circuit of its own: its trouble must not open the one it is fetched for. */
  async function currentToken(): Promise<string> {
    try {
      return await tokens.token();
    } catch (cause) {
      const { code, retryAfterMs } = asBloomError(cause);
      if (code === 'HALAXY_UNAUTHORISED') throw cause;
      throw new BloomError('HALAXY_TOKEN_UNAVAILABLE', code, {
        cause,
        ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
      });
    }
  }

  async function once(
    call: HalaxyCall,
    accessToken: string,
    signal: AbortSignal,
    from: number,
  ): Promise<HalaxyAnswer> {
    await call.beforeSend?.();
    const answer = await send(
      {
        method: call.method,
        url: ports.baseUrl + call.path,
        ...headersAndBody(call, accessToken, ports.userAgent),
      },
      signal,
    );
    const remaining = Number(answer.headers['x-ratelimit-remaining'] ?? Number.NaN);
    try {
      const resource = classifyAnswer(answer, clock.nowMs());
      const dateMs = Date.parse(answer.headers.date ?? '');
      return {
        resource,
        from,
        to: await admission.readCounter(),
        dateMs: Number.isNaN(dateMs) ? undefined : dateMs,
      };
    } catch (thrown) {
      const error = asBloomError(thrown);
      if (error.code === 'HALAXY_THROTTLED') await admission.closeGate(error.retryAfterMs);
      throw error;
    } finally {
      if (Number.isFinite(remaining)) await admission.heedRemaining(remaining);
    }
  }

  return async function callHalaxy(call: HalaxyCall): Promise<HalaxyAnswer> {
    const circuit = call.method === 'GET' ? circuits.read : circuits.write;
    let usedToken: string | undefined;
    const attempt = () =>
      circuit.run(
        () => awaitAdmission(call.lane),
        async (from, signal) => {
          usedToken = await currentToken();
          return once(call, usedToken, signal, from);
        },
      );
    try {
      return await attempt();
    } catch (thrown) {
      if (asBloomError(thrown).code !== 'HALAXY_UNAUTHORISED' || usedToken === undefined) throw thrown;
      await tokens.reject(usedToken);
      return attempt();
    }
  };
}

export type CallHalaxy = ReturnType<typeof createCallHalaxy>;

function headersAndBody(call: HalaxyCall, accessToken: string, userAgent: string) {
  const contentType = call.method === 'PATCH' ? 'application/merge-patch+json' : 'application/json';
  return {
    headers: {
      accept: 'application/fhir+json',
      authorization: `Bearer ${accessToken}`,
      'user-agent': userAgent,
      ...(call.body === undefined ? {} : { 'content-type': contentType }),
    },
    ...(call.body === undefined ? {} : { body: call.body }),
  };
}
