import { type Failure, isFailureCode, originOf } from '@rollcall/failures';
import { pino } from 'pino';
import { readTelemetryConfig, type TelemetryConfig } from './config.ts';
import { activeTraceId } from './span.ts';

/** Values that a log line may carry: surrogate ids, counts, codes. Never a user's text. */
export type LogFields = Record<string, string | number | boolean | null | undefined>;

export type Log = {
  debug(event: string, fields?: LogFields): void;
  info(event: string, fields?: LogFields): void;
  warn(event: string, fields?: LogFields): void;
  error(event: string, fields?: LogFields): void;
};

/**
 * One line of JSON an event on stderr, with the active trace's id unless the event names another: what is told later
 * belongs to the trace in which it began.
 *
 * @param level default: ROLLCALL_LOG_LEVEL, or `info`
 */
export const createLog = (service: string, level?: TelemetryConfig['ROLLCALL_LOG_LEVEL']): Log => {
  const logger = pino(
    {
      level: level ?? readTelemetryConfig().ROLLCALL_LOG_LEVEL,
      base: { service },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
    },
    pino.destination({ dest: 2, sync: true }),
  );
  const at =
    (severity: 'debug' | 'info' | 'warn' | 'error') =>
    (event: string, fields: LogFields = {}) =>
      logger[severity]({ traceId: activeTraceId(), ...fields }, event);
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
};

/** The loggable part of any thrown value: catalogue code, class and codes of its cause; no message. */
export const failureFields = (thrown: Failure | unknown): LogFields => {
  const origin = originOf(thrown);
  const code = (thrown as { code?: unknown } | null)?.code;
  return {
    code: isFailureCode(code) ? code : undefined,
    causeClass: origin.class,
    sqlstate: origin.sqlstate,
    constraint: origin.constraint,
    errno: origin.errno,
  };
};
