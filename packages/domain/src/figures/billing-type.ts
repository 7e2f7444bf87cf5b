export const billingTypes = ['medicare', 'private', 'dva', 'workcover', 'ndis'] as const;
export type BillingType = (typeof billingTypes)[number];

const funders: readonly (readonly [BillingType, RegExp])[] = [
  ['medicare', /\bmedicare\b/i],
  ['dva', /\b(dva|veterans)\b/i],
  ['workcover', /\b(work ?cover|work ?safe|workers.? compensation|icare|return ?to ?work\w*)\b/i],
  ['ndis', /\b(ndis|ndia|national disability)\b/i],
];

/** How a funder of that name is billed, by the name: Halaxy has no code for it. Who is none of these, and nobody, pays privately. */
export function billingTypeOf(funder: string | undefined): BillingType {
  return funders.find(([, shape]) => shape.test(funder ?? ''))?.[0] ?? 'private';
}
