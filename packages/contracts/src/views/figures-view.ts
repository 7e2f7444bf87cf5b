import { z } from 'zod';

const count = z.number().int();
const dollars = z.number().describe('Dollars, to the cent.');

export const weeklyStats = z
  .object({
    weekStartDate: z.iso.date().describe('A Monday.'),
    weekEndDate: z.iso.date().describe('A Sunday.'),
    currentSessions: count.describe('Completed ones.'),
    scheduledSessions: count.describe('Open ones.'),
    maxSessions: count,
    currentRevenue: dollars,
    targetRevenue: dollars,
    completionRate: count
      .nullable()
      .describe('Per cent of all that were not cancelled; null where there are none.'),
    noShowCount: count,
    cancellationCount: count,
  })
  .meta({ id: 'WeeklyStats' });

export const upcomingStats = z
  .object({
    tomorrowSessions: count,
    remainingThisWeek: count,
    nextWeekSessions: count,
    mhcpEndingSoon: count.describe('Clients with an active plan and two sessions or fewer left.'),
    clientsNeedingFollowUp: count.describe('Seen in the last 30 days, and not booked with anybody.'),
    unbookedRegulars: count.describe(
      'Seen three times in twelve weeks, last over 14 days ago, and not booked.',
    ),
  })
  .meta({ id: 'UpcomingStats' });

export const monthlyStats = z
  .object({
    monthName: z.string(),
    monthYear: z.string().regex(/^\d{4}-\d{2}$/),
    currentRevenue: dollars.describe('Billed for completed sessions, paid or not; each invoice once.'),
    targetRevenue: dollars,
    projectedRevenue: dollars.describe('What is earned, and what the open sessions of the month will bring.'),
    yearlyProjection: count,
    sessionsCompleted: count,
    sessionsScheduled: count,
    averageSessionValue: dollars.nullable().describe('Null where none was completed.'),
    revenueByBillingType: z.object({
      medicare: dollars,
      private: dollars,
      dva: dollars,
      workcover: dollars,
      ndis: dollars,
    }),
  })
  .meta({ id: 'MonthlyStats' });

/** What is derived from other sessions and from referrals. */
export const sessionFigures = z.object({
  sessionNumber: count.nullable(),
  mhcpRemaining: count.nullable(),
  mhcpTotal: count.nullable(),
  relationshipMonths: count.nullable(),
});

/** A practitioner's figures of today, as screens get them: those of the dashboard, and of today's sessions by id. */
export const figuresView = z
  .object({
    practitionerId: z.string(),
    date: z.iso.date(),
    weeklyStats,
    monthlyStats,
    upcomingStats,
    sessions: z.record(z.string(), sessionFigures),
  })
  .meta({ id: 'Figures' });

export type FiguresView = z.infer<typeof figuresView>;
