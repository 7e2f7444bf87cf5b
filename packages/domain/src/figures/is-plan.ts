const planNames = /\b(mh[tc]p|mental health|gpmhsc|better access|medicare)\b/i;

/**
 * Whether a referral is one under a mental-health plan, by the name of its kind. Where only a comment tells, or nothing,
 * it is taken for one: a psychology practice has hardly any other, and what is left is better shown than hidden.
 */
export function isPlan(definitionName: string | undefined): boolean {
  return definitionName === undefined || definitionName === '' || planNames.test(definitionName);
}
