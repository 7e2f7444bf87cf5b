/** The webhooks that a practice registers at Halaxy, one by one in its settings. */
export const webhookEvents = [
  'patient-create',
  'patient-update',
  'appointment-create',
  'appointment-update',
  'appointment-delete',
  'invoice-create',
  'invoice-update',
  'invoice-delete',
] as const;

/** Where Halaxy is to send each event of a practice. The key in it is a secret of the practice. */
export function webhookUrls(publicUrl: string, practiceKey: string): Record<string, string> {
  return Object.fromEntries(
    webhookEvents.map((event) => [event, `${publicUrl}/webhooks/halaxy/${practiceKey}/${event}`]),
  );
}
