import { useId } from 'react';
import type { Practitioner } from '../api/create-api.ts';

type PractitionerSelectProps = {
  readonly practitioners: readonly Practitioner[];
  readonly practiceName: string;
  readonly fault: string | undefined;
  readonly chosen: string;
  readonly onChoose: (id: string) => void;
};

/** Whose day to see: one practitioner's, or the whole practice's. */
export function PractitionerSelect({
  practitioners,
  practiceName,
  fault,
  chosen,
  onChoose,
}: PractitionerSelectProps) {
  const id = useId();
  return (
    <div className="choose">
      <label htmlFor={id}>Whose day</label>
      <select
        id={id}
        data-testid="practitioner-select"
        value={chosen}
        onChange={(event) => onChoose(event.target.value)}
      >
        <option value="">Choose…</option>
        <option value="practice">Everybody at {practiceName}</option>
        {practitioners.map((one) => (
          <option key={one.id} value={one.id}>
            {one.displayName}
          </option>
        ))}
      </select>
      {fault && <p role="alert">The practitioners could not be listed. {fault}</p>}
    </div>
  );
}
