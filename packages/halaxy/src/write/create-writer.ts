import type { Resource } from '../answer/classify-answer.ts';
import type { CallHalaxy } from '../call/call-halaxy.ts';

/** What a write is about to do. */
export type WriteOptions = {
  /** Called right before the request leaves: whoever must know of it afterwards writes it down here. */
  readonly beforeSend: () => Promise<void>;
};

/**
 * Writes to Halaxy, each of them one request: nothing is tried twice here, for a write that had its effect must not be sent
 * again. A 401 is, once and with a new token: Halaxy did nothing.
 */
export function createWriter({ call }: { readonly call: CallHalaxy }) {
  async function write(
    method: 'PATCH' | 'POST',
    path: string,
    body: object,
    { beforeSend }: WriteOptions,
  ): Promise<Resource> {
    const answer = await call({ method, path, lane: 'people', body: JSON.stringify(body), beforeSend });
    return answer.resource;
  }

  return {
    /** Changes a record by a merge patch (RFC 7396). @throws BloomError HALAXY_* */
    patch: (type: string, id: string, body: object, options: WriteOptions): Promise<Resource> =>
      write('PATCH', `${type}/${encodeURIComponent(id)}`, body, options),
    /** Books an appointment with `$book`. Answers the appointment. @throws BloomError HALAXY_* */
    book: (parameters: object, options: WriteOptions): Promise<Resource> =>
      write('POST', 'Appointment/$book', parameters, options),
    /** Makes a record. Answers it. @throws BloomError HALAXY_* */
    create: (type: string, body: object, options: WriteOptions): Promise<Resource> =>
      write('POST', type, body, options),
  };
}

export type HalaxyWriter = ReturnType<typeof createWriter>;
