import type { Sealed, Sealer } from '@bloom/kit';

export type SecretField = 'clientSecret' | 'webhookSecret';

/** Seals and opens what a practice's document holds; a secret moved to another practice does not open. */
export function createPracticeSecrets(sealer: Sealer) {
  const place = (practice: string, field: SecretField) => ({
    practice,
    collection: 'practices',
    id: practice,
    field,
  });
  return {
    seal: (practice: string, field: SecretField, plain: string): Promise<Sealed> =>
      sealer.seal(plain, place(practice, field)),
    /** Undefined when it does not open, as after the keys were changed: it must be given anew. */
    async open(practice: string, field: SecretField, sealed: Sealed): Promise<string | undefined> {
      try {
        return await sealer.open(sealed, place(practice, field));
      } catch {
        return undefined;
      }
    },
  };
}

export type PracticeSecrets = ReturnType<typeof createPracticeSecrets>;
