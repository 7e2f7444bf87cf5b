/** Any value that JSON can carry; `undefined` fields are left out when written. */
export type Json = null | boolean | number | string | Json[] | JsonObject;
/** An object of JSON values. */
export type JsonObject = { [field: string]: Json | undefined };

/** Whether a JSON value is an object, not an array and not null. */
export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The text of a value, or an empty string where it is not text. */
export function textOf(value: Json | undefined): string {
  return typeof value === 'string' ? value : '';
}

/** RFC 7396: objects merge, arrays are replaced whole, null removes. Neither argument is changed. */
export function mergePatch(target: Json | undefined, patch: Json): Json {
  if (!isObject(patch)) return patch;
  const merged: JsonObject = isObject(target) ? { ...target } : {};
  for (const [field, value] of Object.entries(patch)) {
    if (value === null) delete merged[field];
    else if (value !== undefined) merged[field] = mergePatch(merged[field], value);
  }
  return merged;
}

/** Whether two JSON values are written alike. */
export function sameJson(left: Json | undefined, right: Json | undefined): boolean {
  return JSON.stringify(left) === JSON.stringify(right);
}
