/** Each label's name with all the values it may take. */
export type LabelSets = Readonly<Record<string, readonly string[]>>;

/** A value outside its set is recorded as `other`. */
export type LabelValues<L extends LabelSets> = { readonly [Name in keyof L]: string };

/**
 * Holds label values to their closed sets, so that no metric grows with what it is fed. Declaring a label
 * again adds to its set: two parts of a service may share a metric.
 */
export function labelSets(names: readonly string[]) {
  const known = new Map(names.map((name) => [name, new Set<string>()]));
  return {
    names,
    add(labels: LabelSets): void {
      for (const [name, values] of Object.entries(labels))
        for (const value of values) known.get(name)?.add(value);
    },
    /** The values as they are recorded; what is missing or unknown is `other`. Total. */
    bounded(given: Readonly<Record<string, string>>): Record<string, string> {
      const bounded: Record<string, string> = {};
      for (const [name, values] of known) {
        const value = given[name];
        bounded[name] = value !== undefined && values.has(value) ? value : 'other';
      }
      return bounded;
    },
  };
}
