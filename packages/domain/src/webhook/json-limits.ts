const depthMax = 32;
const keysMax = 2_000;

export type JsonVerdict =
  | { readonly kind: 'within' }
  | { readonly kind: 'beyond'; readonly limit: 'depth' | 'keys' };

/**
 * Whether a parsed JSON body is of a size worth reading: at most 32 levels deep (the body itself is the first) and
 * 2,000 keys in all. Never throws and never recurses; `__proto__` is a key like any other. Bounds the work only:
 * the length of the text is bounded before it is parsed.
 */
export function checkJsonLimits(body: unknown): JsonVerdict {
  let keys = 0;
  let level: readonly unknown[] = [body];
  for (let depth = 0; level.length > 0; depth++) {
    const below: unknown[] = [];
    for (const value of level) {
      if (typeof value !== 'object' || value === null) continue;
      if (depth >= depthMax) return { kind: 'beyond', limit: 'depth' };
      const inside = Object.values(value);
      if (!Array.isArray(value)) keys += inside.length;
      if (keys > keysMax) return { kind: 'beyond', limit: 'keys' };
      for (const one of inside) below.push(one);
    }
    level = below;
  }
  return { kind: 'within' };
}
