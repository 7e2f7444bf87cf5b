import type { stepWrite, TimeZone, WriteEvent } from '@bloom/domain';
import type { Resource, WriteOptions } from '@bloom/halaxy';
import type { LostField, PracticeDoor, WriteDocument } from '@bloom/store';

/** One read of Halaxy's that an edit was judged by; `resource` undefined = it was not found. */
export type SeenResource = {
  readonly type: string;
  readonly id: string;
  readonly resource: Resource | undefined;
  readonly from: number;
  readonly to: number;
};

/** What a look at Halaxy means for an edit. */
export type Look = {
  readonly event: WriteEvent;
  /** What was read, for whoever keeps our record. */
  readonly seen?: SeenResource;
  /** Of fields that are not as wanted: what is wanted, and what Halaxy has. */
  readonly differing?: readonly LostField[];
  /** What it tells of the record that the edit makes. */
  readonly found?: Partial<Pick<WriteDocument, 'known' | 'resourceId' | 'bound'>>;
};

/** With what an edit is carried. */
export type CarryAbout = {
  readonly door: PracticeDoor;
  /** In which times are written. */
  readonly zone: TimeZone;
  /** Earlier edits of its target that ended without all that was wanted, the newest first. */
  readonly unsavedBefore: () => Promise<readonly WriteDocument[]>;
  /** Which of these records are bound to another edit. */
  readonly boundAmong: (type: string, ids: readonly string[]) => Promise<readonly string[]>;
};

/** How edits of one kind are judged and sent. */
export type Carrier = {
  readonly step: typeof stepWrite;
  /** @throws BloomError HALAXY_* */
  look(write: WriteDocument, about: CarryAbout): Promise<Look>;
  /** Sends the open fields. Answers the record. @throws BloomError HALAXY_* */
  send(write: WriteDocument, about: CarryAbout, look: Look, options: WriteOptions): Promise<Resource>;
};
