/** Durations, moments and languages as the viewer's language writes them. */
import { useEffect, useState } from "react";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** "3 min", "2 hr", "5 days": one unit is enough to decide what to do next. Never below one minute. */
export function formatDuration(ms: number, language: string): string {
  const [value, unit] =
    ms >= 2 * DAY_MS
      ? [Math.floor(ms / DAY_MS), "day"]
      : ms >= 2 * HOUR_MS
        ? [Math.floor(ms / HOUR_MS), "hour"]
        : [Math.max(1, Math.floor(ms / MINUTE_MS)), "minute"];
  return new Intl.NumberFormat(language, { style: "unit", unit: String(unit), unitDisplay: "short" }).format(
    Number(value),
  );
}

export function formatClock(at: number, language: string): string {
  return new Intl.DateTimeFormat(language, { timeStyle: "short" }).format(at);
}

export function formatMoment(at: number, language: string): string {
  const isToday = new Date(at).toDateString() === new Date().toDateString();
  return isToday
    ? formatClock(at, language)
    : new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "short" }).format(at);
}

/** A moment to come: the day of the week is what one plans by. */
export function formatAhead(at: number, language: string): string {
  const isToday = new Date(at).toDateString() === new Date().toDateString();
  const day = { weekday: "short", day: "numeric", month: "short", hour: "numeric", minute: "2-digit" } as const;
  return isToday ? formatClock(at, language) : new Intl.DateTimeFormat(language, day).format(at);
}

export function formatDay(at: number, language: string): string {
  const days = Math.round((startOfDay(Date.now()) - startOfDay(at)) / DAY_MS);
  if (days < 2)
    return capitalise(new Intl.RelativeTimeFormat(language, { numeric: "auto" }).format(-days, "day"), language);
  return new Intl.DateTimeFormat(language, { dateStyle: "full" }).format(at);
}

export function nameLanguage(tag: string, language: string): string {
  return new Intl.DisplayNames([language], { type: "language" }).of(tag) ?? tag;
}

/** The time now, moving once in `everyMs`: waiting times grow while one looks at them. */
export function useNow(everyMs = 15_000): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
  return now;
}

function startOfDay(at: number): number {
  return new Date(at).setHours(0, 0, 0, 0);
}

function capitalise(text: string, language: string): string {
  return text.charAt(0).toLocaleUpperCase(language) + text.slice(1);
}
