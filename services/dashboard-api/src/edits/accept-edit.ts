import { editAccepted } from '@bloom/contracts';
import { keyedHash } from '@bloom/kit';
import type { EditDocument, EditReader, Edits, EditWish } from '@bloom/store';
import type { Caller } from '../auth/verify-token.ts';
import type { DashboardApiPorts } from '../ports.ts';
import { assertIdempotencyKey } from '../practices/idempotency-key.ts';
import type { AnnounceEdit } from './announce-edit.ts';

const idLength = 20;

/** A request that asks for an edit, as far as it says whether another one is the same. */
export type EditRequest = {
  readonly caller: Caller;
  readonly key: string | undefined;
  /** Method and path, e.g. `PATCH /sessions/s_1`. */
  readonly route: string;
  readonly body: unknown;
};

export type WantedEdit = {
  readonly target: string | undefined;
  readonly entityId: string | undefined;
  readonly practitionerId: string | null;
  readonly wish: EditWish;
  /** The target's counter upon which the person decided; undefined = whatever it is. */
  readonly expected?: number | undefined;
  readonly retryOf?: string;
};

/** Accepts edits: durable before it answers, once for each key, and shown at once. */
export function createAcceptEdit(
  ports: Pick<DashboardApiPorts, 'outbox' | 'committed' | 'clock' | 'encode'> & {
    readonly idKey: Uint8Array;
    readonly edits: Edits;
    readonly reader: EditReader;
    readonly announce: AnnounceEdit;
  },
) {
  const { outbox, committed, clock, encode, idKey, edits, reader, announce } = ports;
  const idOf = (...parts: string[]) => `e_${keyedHash(idKey, ...parts).slice(0, idLength)}`;
  const hashOf = (route: string, body: unknown) => keyedHash(idKey, 'edit body', route, JSON.stringify(body));

  async function accept(
    practice: string,
    { id, requestHash, by }: { id: string; requestHash: string; by: EditDocument['by'] },
    wanted: WantedEdit,
  ): Promise<EditDocument> {
    await outbox.assertRoom();
    const { target = id, entityId = `edit:${id}`, practitionerId, wish, expected, retryOf = null } = wanted;
    const about = { _id: id, practice, target, entityId, practitionerId, wish, by, requestHash, retryOf };
    const { edit, rows } = await edits.accept(
      { ...about, createdAtMs: clock.nowMs() },
      expected,
      async (accepted) => [
        await encode(editAccepted, { practiceId: practice, target }),
        ...(await announce(accepted)),
      ],
    );
    await committed(rows);
    return edit;
  }

  return {
    /**
     * The edit that a request has made already, or makes now. What it wants is decided only where it is new: what a person
     * saw when they sent it first still counts when it is sent again.
     *
     * @throws BloomError IDEMPOTENCY_KEY_REQUIRED, IDEMPOTENCY_KEY_REUSED, REVISION_STALE, OUTBOX_FULL, STORE_CONTENDED
     */
    async once(
      { caller, key, route, body }: EditRequest,
      want: () => Promise<WantedEdit>,
    ): Promise<EditDocument> {
      assertIdempotencyKey(key);
      const { practice, sub, name } = caller;
      const id = idOf('edit', practice, sub, key);
      const requestHash = hashOf(route, body);
      const held = await reader.get(practice, id);
      if (held?.requestHash === requestHash) return held;
      // With another hash the store refuses it; nothing is to be decided for that.
      const wanted = held ? heldAsWanted(held) : await want();
      return accept(practice, { id, requestHash, by: { id: sub, name } }, wanted);
    },

    /** The one edit that tries another one again, whoever asks for it and however often. */
    again(of: EditDocument, by: EditDocument['by'], wanted: WantedEdit): Promise<EditDocument> {
      const { practice, _id } = of;
      const id = idOf('retry', practice, _id);
      return accept(practice, { id, requestHash: hashOf('retry', _id), by }, { ...wanted, retryOf: _id });
    },
  };
}

export type AcceptEdit = ReturnType<typeof createAcceptEdit>;

function heldAsWanted({ target, entityId, practitionerId, wish }: EditDocument): WantedEdit {
  return { target, entityId, practitionerId, wish };
}
