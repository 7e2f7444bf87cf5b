import { BloomError, type ErrorCode, errorCodes, publicMessage } from '@bloom/kit';
import { Metadata, type ServiceError, status } from '@grpc/grpc-js';

const codeTrailer = 'bloom-code';
/** Binary, since words may hold what ASCII metadata cannot. */
const detailTrailer = 'bloom-detail-bin';
const retryAfterTrailer = 'bloom-retry-after-ms';

export type BloomStatus = {
  readonly code: number;
  readonly details: string;
  readonly metadata: Metadata;
};

/** An error on its way out: its kind's status, its code, and its detail only where a person may see it. */
export function statusFromError(error: BloomError): BloomStatus {
  const metadata = new Metadata();
  metadata.set(codeTrailer, error.code);
  const tellsDetail = error.kind === 'refused' || error.kind === 'invalid';
  if (tellsDetail && error.detail) metadata.set(detailTrailer, Buffer.from(error.detail));
  if (error.retryAfterMs !== undefined) metadata.set(retryAfterTrailer, String(error.retryAfterMs));
  return { code: error.edge.grpc, details: publicMessage(error), metadata };
}

const unreachable: ReadonlySet<number> = new Set([
  status.UNAVAILABLE,
  status.DEADLINE_EXCEEDED,
  status.CANCELLED,
]);

/** The error as it was thrown at the far side; where no code came along, what the status alone tells. */
export function errorFromStatus(error: ServiceError): BloomError {
  const trailers = error.metadata ?? new Metadata();
  const code = trailers.get(codeTrailer)[0];
  if (isErrorCode(code)) {
    const detail = trailers.get(detailTrailer)[0]?.toString();
    const retryAfterMs = Number.parseInt(trailers.get(retryAfterTrailer)[0]?.toString() ?? '', 10);
    return new BloomError(code, detail, {
      cause: error,
      ...(Number.isFinite(retryAfterMs) ? { retryAfterMs } : {}),
    });
  }
  const foreign = unreachable.has(error.code) ? 'SERVICE_UNREACHABLE' : 'INTERNAL';
  return new BloomError(foreign, `gRPC status ${status[error.code] ?? error.code}`, { cause: error });
}

function isErrorCode(code: unknown): code is ErrorCode {
  return typeof code === 'string' && Object.hasOwn(errorCodes, code);
}
