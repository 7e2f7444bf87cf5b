import type { ShownFigures } from '../live/figures.ts';
import { inDollars, rateInWords } from '../words/figure-words.ts';

type Line = readonly [name: string, value: string, aim?: string];

/** The week, the month and what lies ahead of a practitioner, for the day that is shown. */
export function FiguresPanel({ figures }: { readonly figures: ShownFigures }) {
  const { weeklyStats: week, monthlyStats: month, upcomingStats: ahead } = figures;
  return (
    <aside className="figures" aria-label="Figures" data-testid="figures">
      <Figures
        title="Week"
        lines={[
          ['Completed', String(week.currentSessions), `of ${week.maxSessions}`],
          ['Still to come', String(week.scheduledSessions)],
          ['Billed', inDollars(week.currentRevenue), `of ${inDollars(week.targetRevenue)}`],
          ['Completion', rateInWords(week.completionRate)],
        ]}
      />
      <Figures
        title={month.monthName}
        lines={[
          ['Completed', String(month.sessionsCompleted)],
          ['Billed', inDollars(month.currentRevenue), `of ${inDollars(month.targetRevenue)}`],
          ['Expected', inDollars(month.projectedRevenue)],
        ]}
      />
      <Figures
        title="Ahead"
        lines={[
          ['Tomorrow', String(ahead.tomorrowSessions)],
          ['Next week', String(ahead.nextWeekSessions)],
          ['Plans ending soon', String(ahead.mhcpEndingSoon)],
          ['To follow up', String(ahead.clientsNeedingFollowUp)],
          ['Regulars not booked', String(ahead.unbookedRegulars)],
        ]}
      />
    </aside>
  );
}

function Figures({ title, lines }: { readonly title: string; readonly lines: readonly Line[] }) {
  return (
    <section>
      <h2>{title}</h2>
      <dl>
        {lines.map(([name, value, aim]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>
              {value} {aim && <small>{aim}</small>}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
