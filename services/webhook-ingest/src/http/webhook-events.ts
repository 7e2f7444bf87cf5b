/** Halaxy's events, one address each; what is told in its place by the signed dialect is heard as `signed`. */
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

export function isWebhookEvent(name: string): boolean {
  return webhookEvents.some((known) => known === name);
}
