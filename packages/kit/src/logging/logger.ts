import { type DestinationStream, pino } from 'pino';
import { asBloomError } from '../errors/bloom-error.ts';
import { allowedFields, type LogFields } from './log-fields.ts';

export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

/** One wide line per event. An error is told by its code and kind; a driver's own words never appear. */
export type Logger = {
  readonly [Level in LogLevel]: (event: string, fields?: LogFields, error?: unknown) => void;
};

export function createLogger(
  service: string,
  { level = 'info', destination }: { level?: LogLevel | 'silent'; destination?: DestinationStream } = {},
): Logger {
  const options = {
    level,
    base: undefined,
    messageKey: 'event',
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
  };
  const lines = destination ? pino(options, destination) : pino(options);
  const at =
    (wanted: LogLevel) =>
    (event: string, fields: LogFields = {}, error?: unknown): void => {
      lines[wanted]({ ...allowedFields({ ...fields, ...errorFields(error), event, service }) });
    };
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}

/** `detail` of our own errors is written by us and free of values by rule; what others threw has none. */
function errorFields(error: unknown): LogFields {
  if (error === undefined) return {};
  const { code, kind, detail } = asBloomError(error);
  return { code, kind, ...(detail ? { detail } : {}) };
}
