/** One line per event on standard output: JSON for machines, a short form for a person at a terminal. No personal data. */
import { styleText } from "node:util";
import { type DestinationStream, pino, type Logger as PinoLogger } from "pino";
import type { Logger } from "../contracts/runtime.ts";
import { describeError } from "./log/describe-error.ts";
import { redactFields } from "./log/redact-fields.ts";

export type LogLevel = "info" | "warn" | "error" | "silent";

export interface JsonLoggerOptions {
  readonly level: LogLevel;
  /** "line" for a terminal. */
  readonly form: "json" | "line";
  /** Takes whole lines, their end included; standard output when absent. */
  readonly write?: (line: string) => void;
}

export function createJsonLogger({ level, form, write }: JsonLoggerOptions): Logger {
  // Written at once, not buffered: the last lines before a crash are the ones that matter.
  const output: DestinationStream = write ? { write } : pino.destination({ dest: 1, sync: true });
  const destination = form === "json" ? output : { write: (line: string) => output.write(formatLine(line)) };
  const options = {
    level,
    base: null,
    messageKey: "event",
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
  };
  return wrap(pino(options, destination));
}

function wrap(logger: PinoLogger): Logger {
  return {
    info: (event, fields = {}) => logger.info(redactFields(fields), event),
    warn: (event, fields = {}) => logger.warn(redactFields(fields), event),
    error: (event, error, fields = {}) => logger.error({ ...redactFields(fields), error: describeError(error) }, event),
    with: (fields) => wrap(logger.child(redactFields(fields))),
  };
}

/** `12:30:01 warn  queue-missed name=turns ms=250` */
function formatLine(json: string): string {
  const { time, level, event, ...fields } = JSON.parse(json) as Record<string, unknown>;
  const colour = level === "error" ? "red" : level === "warn" ? "yellow" : "green";
  const values = Object.entries(fields).map(([key, value]) => `${key}=${formatValue(value)}`);
  const clock = String(time).slice(11, 19);
  return `${[clock, styleText(colour, String(level).padEnd(5)), String(event), ...values].join(" ")}\n`;
}

function formatValue(value: unknown): string {
  return typeof value === "string" && /^[^\s"=]+$/.test(value) ? value : JSON.stringify(value);
}
