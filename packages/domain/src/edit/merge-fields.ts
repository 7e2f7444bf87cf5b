/** What one look at Halaxy means for each field of an edit. */
export type FieldMerge<F extends string = string> = {
  /** Halaxy has what is wanted. */
  readonly done: readonly F[];
  /** Halaxy still has what the person saw: theirs to change. */
  readonly asSeen: readonly F[];
  /** Somebody else changed it meanwhile. */
  readonly other: readonly F[];
};

/**
 * Judges field by field: what Halaxy has wins over what the person did not see. Law I2.
 *
 * @param judge asked once a field; that it is done counts before that it is as seen
 */
export function mergeFields<F extends string>(
  fields: readonly F[],
  judge: { readonly isDone: (field: F) => boolean; readonly isAsSeen: (field: F) => boolean },
): FieldMerge<F> {
  const verdict = (field: F) => (judge.isDone(field) ? 'done' : judge.isAsSeen(field) ? 'asSeen' : 'other');
  const by = Map.groupBy(fields, verdict);
  return { done: by.get('done') ?? [], asSeen: by.get('asSeen') ?? [], other: by.get('other') ?? [] };
}
