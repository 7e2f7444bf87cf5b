/** Something in a record that could not be read as it should: a code and the place, never a value. */
export type TransformFault = { readonly code: FaultCode; readonly path: string };

export type FaultCode =
  | 'WRONG_RESOURCE'
  | 'NO_ID'
  | 'NO_NAME'
  | 'NO_AMOUNT'
  | 'NO_START'
  | 'NO_END'
  | 'END_BEFORE_START'
  | 'BAD_DATE'
  | 'BAD_INSTANT'
  | 'BAD_REFERENCE'
  | 'DOUBLE_PATIENT'
  | 'NO_PRACTITIONER';

/**
 * What became of a record of Halaxy's. Transforms never throw: what hinders nothing is told in `faults` beside the
 * record, `unusable` is what cannot be shown at all, `external` is somebody who is no staff of the practice.
 */
export type Transformed<T> =
  | { readonly kind: 'usable'; readonly record: T; readonly faults: readonly TransformFault[] }
  | { readonly kind: 'external'; readonly id: string }
  | { readonly kind: 'unusable'; readonly faults: readonly TransformFault[] };
