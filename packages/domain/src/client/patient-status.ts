/** How a client stands with the practice. Bloom's own: Halaxy is not told. */
export type PatientStatus = 'registered' | 'active' | 'critical' | 'discharged';

/** The status of one to whom nobody has given any: whom Bloom registered has yet to become active. */
export function usualPatientStatus({ registeredHere }: { readonly registeredHere: boolean }): PatientStatus {
  return registeredHere ? 'registered' : 'active';
}
