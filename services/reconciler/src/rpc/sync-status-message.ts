import type { GetSyncStatusResponse, SyncError } from '@bloom/proto';
import type { HeldDeletion, SyncStatusDocument } from '@bloom/store';

/** Errors older than the last whole run are resolved; this many are told. */
const errorsTold = 10;

/** How a practice's sync stands, as gRPC tells it. What waits for an operator is among its errors until they decide. */
export function syncStatusMessage({
  status,
  held,
  pending,
  nowMs,
}: {
  readonly status: SyncStatusDocument | null;
  readonly held: readonly HeldDeletion[];
  readonly pending: number;
  readonly nowMs: number;
}): GetSyncStatusResponse {
  const { lastSuccessAtMs, lastAttemptAtMs, freshAsOfMs, canaryAtMs, errors = [] } = status ?? {};
  return {
    isConnected: Boolean(lastSuccessAtMs) && errors[0]?.resolved !== false,
    ...dated('lastSuccessfulSync', lastSuccessAtMs),
    ...dated('lastSyncAttempt', lastAttemptAtMs),
    ...dated('canaryReadAt', canaryAtMs),
    ...(freshAsOfMs === undefined
      ? {}
      : { freshnessSeconds: Math.max(0, Math.round((nowMs - freshAsOfMs) / 1_000)) }),
    syncErrors: [...held.map(heldError), ...errors.slice(0, errorsTold).map(errorMessage)],
    pendingChanges: pending,
  };
}

const dated = <K extends string>(name: K, ms: number | null | undefined): { [P in K]?: Date } =>
  (ms ? { [name]: new Date(ms) } : {}) as { [P in K]?: Date };

function errorMessage({
  atMs,
  operation,
  entity,
  code,
  resolved,
}: SyncStatusDocument['errors'][number]): SyncError {
  return { timestamp: new Date(atMs), operation, entity, error: code, isResolved: resolved };
}

function heldError({ sinceMs, type }: HeldDeletion): SyncError {
  const timestamp = new Date(sinceMs);
  return { timestamp, operation: 'delete', entity: type, error: 'DELETIONS_HELD', isResolved: false };
}
