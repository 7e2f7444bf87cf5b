import { BloomError } from '@bloom/kit';
import type { z } from 'zod';

export type InputFault = { readonly path: string; readonly message: string };

/** A request that is not of the declared form, with each place that is wrong. Values are never repeated. */
export class InvalidInput extends BloomError {
  readonly details: readonly InputFault[];

  constructor(details: readonly InputFault[]) {
    super('VALIDATION_FAILED');
    this.details = details;
  }
}

/** Parses one part of a request. @throws InvalidInput */
export function parseInput<S extends z.ZodType>(schema: S, value: unknown, part: string): z.output<S> {
  const judged = schema.safeParse(value);
  if (judged.success) return judged.data;
  throw new InvalidInput(
    judged.error.issues.map(({ path, message, code }) => ({
      path: [part, ...path.map(String)].join('.'),
      // The names of unknown keys are the sender's own text: they are not repeated.
      message: code === 'unrecognized_keys' ? 'has a field that is not known here' : message,
    })),
  );
}
