/** What the inside asks of the machine: time, identifiers, a log. */
import type { Instant } from "./ids.ts";

/** The only source of time. Tests pass a clock they move by hand. */
export interface Clock {
  now(): Instant;
  /** Resolves after `ms`, or at once when `signal` aborts. Never throws. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** The only source of new identifiers. Tests pass a counter. */
export interface IdSource {
  next<Id extends string>(): Id;
  /** Always the same id for the same text: the form of a UUID, made from its SHA-256. */
  derive<Id extends string>(text: string): Id;
}

/**
 * One line per event. `event` is a fixed kebab-case name, never a sentence with values in it.
 * Fields hold ids and counts; never text a person wrote, a token, or a URL.
 */
export interface Logger {
  info(event: string, fields?: Readonly<Record<string, unknown>>): void;
  warn(event: string, fields?: Readonly<Record<string, unknown>>): void;
  error(event: string, error: unknown, fields?: Readonly<Record<string, unknown>>): void;
  /** A logger that adds `fields` to every line. */
  with(fields: Readonly<Record<string, unknown>>): Logger;
}

/** Counts and durations for `/metrics`. Label values come from closed lists, never from buyers. */
export interface Metrics {
  count(name: string, labels?: Readonly<Record<string, string>>, by?: number): void;
  observe(name: string, value: number, labels?: Readonly<Record<string, string>>): void;
  gauge(name: string, value: number, labels?: Readonly<Record<string, string>>): void;
}
