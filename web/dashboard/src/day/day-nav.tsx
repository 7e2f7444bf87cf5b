import { addDays } from '../words/day-words.ts';

type DayNavProps = {
  readonly date: string;
  readonly today: string;
  readonly onChoose: (date: string) => void;
};

export function DayNav({ date, today, onChoose }: DayNavProps) {
  return (
    <nav className="day-nav" aria-label="Day">
      <button
        type="button"
        data-testid="day-previous"
        aria-label="Day before"
        onClick={() => onChoose(addDays(date, -1))}
      >
        ←
      </button>
      <button
        type="button"
        data-testid="day-today"
        aria-current={date === today ? 'date' : undefined}
        onClick={() => onChoose(today)}
      >
        Today
      </button>
      <button
        type="button"
        data-testid="day-next"
        aria-label="Day after"
        onClick={() => onChoose(addDays(date, 1))}
      >
        →
      </button>
    </nav>
  );
}
