import { Context } from 'mingo';
import { evalExpr } from 'mingo/core';
import { compare } from 'mingo/util';

/** MongoDB passes over what is missing; mingo takes it for the greatest. */
const pick =
  (wins: (order: number) => boolean) =>
  (document: object, expression: unknown, options: Parameters<typeof evalExpr>[2]): unknown => {
    const given: unknown = evalExpr(document as Parameters<typeof evalExpr>[0], expression, options);
    const values: unknown[] = (Array.isArray(given) ? given : [given]).filter((value) => value != null);
    if (values.length === 0) return null;
    return values.reduce((best, value) => (wins(compare(value, best)) ? value : best));
  };

/** Operators that differ from MongoDB's in mingo, as MongoDB has them. */
export const asMongo = {
  context: Context.init({
    expression: { $max: pick((order) => order > 0), $min: pick((order) => order < 0) },
  }),
};
