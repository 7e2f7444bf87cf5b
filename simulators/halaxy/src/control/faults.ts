import { createRandom } from '../random.ts';

export const faultKinds = ['latency', 'status', 'throttle', 'cut', 'effect-without-answer'] as const;

/**
 * One disturbance of the API. `path` is a prefix after `/main/`; absent, it fits all. `times` counts down;
 * absent, the rule stays until cleared. With `share` it befalls that share of the requests that fit, by chance.
 * `ms` is real time; `bytes` are of the answer's body.
 */
export type FaultRule = {
  kind: (typeof faultKinds)[number];
  method?: string;
  path?: string;
  times?: number;
  share?: number;
  ms?: number;
  status?: number;
  retryAfterSeconds?: number;
  bytes?: number;
};

/** Switches of the simulated Halaxy. Which defaults are guesses is marked in README.md. */
export const defaultSettings = {
  /** How long a token lives, in seconds. */
  tokenLifeSeconds: 900,
  /** What `expires_in` says, in seconds. */
  tokenSaysSeconds: 3600,
  /** Every token request fails as with wrong credentials. */
  tokenRefused: false,
  /** A dead token's 401 carries issue code `expired`; else `login`. */
  expiredCode: true,
  rateLimitPerMinute: 500,
  rootRelativeReferences: false,
  autoAttend: true,
  /** Whether writes through the API call webhooks. */
  apiWritesNotify: false,
  autoAttendNotifies: false,
  /** Reads of a list or record show the state of so many seconds ago. */
  readLagSeconds: 0,
  /** Pages after the first begin so many rows later, as if rows before them had gone. */
  rowShift: 0,
  /** Pages after the first show what the page before them showed. */
  pagesRepeat: false,
  /** The next link of a page leads to that page. */
  nextStays: false,
  /** The next link of the third page leads to the second. */
  nextGoesBack: false,
  /** Search parameters that are ignored without a word, and the list is as if they were not there. */
  ignoredFilters: [] as string[],
  /** What is saved bears a `lastUpdated` so many seconds ahead of the clock. */
  stampAheadSeconds: 0,
  /** Lists of a type show this share of what fits, the first by id; 1 = all. Records are still there by themselves. */
  listShare: 1,
  /** Connections to `/main/` are dropped without an answer, and webhooks wait. */
  offline: false,
  /** The next so many notifications are lost. */
  webhookDrop: 0,
  /** Notifications wait so many seconds of the simulator's clock. */
  webhookDelaySeconds: 0,
  /** The next so many notifications are sent twice. */
  webhookDuplicate: 0,
  /** Notifications are held in pairs and sent newest first. */
  webhookReorder: false,
  /** Further attempts when the receiver does not answer 200, 201 or 202. */
  webhookRetries: 0,
  /** Areas this key may not touch; each answers 403. */
  forbiddenAreas: [] as string[],
};
export type Settings = typeof defaultSettings;
export type Faults = ReturnType<typeof createFaults>;

/** The faults in force and the settings, both changed through the control API. `usual` is what clearing goes back to. */
export function createFaults(usual: Partial<Settings> = {}) {
  const rules: FaultRule[] = [];
  const settings: Settings = { ...defaultSettings, ...usual };
  const chance = createRandom(1);
  return {
    settings,
    rules,
    add: (more: FaultRule[]) => void rules.push(...more.map((rule) => ({ ...rule }))),
    change: (some: Partial<Settings>) => void Object.assign(settings, some),
    clear() {
      rules.length = 0;
      Object.assign(settings, defaultSettings, usual);
    },
    /** The rules that fit a request; each one counted is used up by one. */
    take(method: string, path: string): FaultRule[] {
      const fitting = rules.filter(
        (rule) =>
          (rule.method ?? method) === method &&
          path.startsWith(rule.path ?? '') &&
          (rule.share === undefined || chance.next() < rule.share),
      );
      for (const rule of fitting) {
        if (rule.times === undefined) continue;
        rule.times -= 1;
        if (rule.times <= 0) rules.splice(rules.indexOf(rule), 1);
      }
      return fitting;
    },
  };
}
