/** When a promise falls due, counted while the desk is open: local hours, holidays, clock changes. */
import { type DeskSettings, type OpenHours, WEEKDAYS, type Weekday } from "../contracts/desk.ts";
import type { Instant } from "../contracts/ids.ts";

export type DeskHours = Pick<DeskSettings, "timeZone" | "hours" | "holidays">;

interface LocalDay {
  /** "YYYY-MM-DD" */
  readonly date: string;
  readonly weekday: Weekday;
}

interface Opening {
  readonly from: Instant;
  readonly to: Instant;
}

const DAY_MS = 86_400_000;
/** A desk that is closed for longer than this has hours that never come: the promise is counted around the clock. */
const MAX_DAYS = 400;

/** `minutes` of open time after `from`. Around the clock when the shop names no hours. */
export function addOpenMinutes(from: Instant, minutes: number, desk: DeskHours): Instant {
  let left = minutes * 60_000;
  for (const { from: opens, to } of openingsAfter(from, desk)) {
    const begins = Math.max(opens, from);
    if (begins + left <= to) return (begins + left) as Instant;
    left -= to - begins;
  }
  return (from + minutes * 60_000) as Instant;
}

export function isOpenAt(moment: Instant, desk: DeskHours): boolean {
  if (desk.hours === null) return true;
  const next = openingsAfter(moment, desk).next();
  return next.done !== true && next.value.from <= moment;
}

/** Null when it is open now, or never. */
export function nextOpening(moment: Instant, desk: DeskHours): Instant | null {
  if (desk.hours === null) return null;
  const next = openingsAfter(moment, desk).next();
  return next.done === true || next.value.from <= moment ? null : next.value.from;
}

/** Those that end after `moment`, in order. */
function* openingsAfter(moment: Instant, desk: DeskHours): Generator<Opening, undefined> {
  if (desk.hours === null) {
    yield { from: moment, to: Number.MAX_SAFE_INTEGER as Instant };
    return;
  }
  // Begun a day early: what opens in the evening may end on the next day's date elsewhere.
  for (let day = -1; day < MAX_DAYS; day += 1) {
    const { date, weekday } = localDay((moment + day * DAY_MS) as Instant, desk.timeZone);
    if (desk.holidays.includes(date)) continue;
    for (const hours of sorted(desk.hours[weekday] ?? [])) {
      const opening = { from: momentOf(date, hours.from, desk.timeZone), to: momentOf(date, hours.to, desk.timeZone) };
      if (opening.to > moment && opening.to > opening.from) yield opening;
    }
  }
}

function sorted(hours: readonly OpenHours[]): readonly OpenHours[] {
  return hours.toSorted((one, other) => one.from.localeCompare(other.from));
}

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known) return known;
  const parts = { year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit" } as const;
  const made = new Intl.DateTimeFormat("en-CA", { timeZone, ...parts, weekday: "short", hourCycle: "h23" });
  formats.set(timeZone, made);
  return made;
}

function readLocal(moment: Instant, timeZone: string): Readonly<Record<string, string>> {
  return Object.fromEntries(
    formatOf(timeZone)
      .formatToParts(moment)
      .map(({ type, value }) => [type, value]),
  );
}

function localDay(moment: Instant, timeZone: string): LocalDay {
  const { year, month, day, weekday = "" } = readLocal(moment, timeZone);
  const name = weekday.slice(0, 3).toLowerCase();
  return { date: `${year}-${month}-${day}`, weekday: WEEKDAYS.find((each) => each === name) ?? "mon" };
}

/** An hour that a clock change leaves out begins when it ends; one that comes twice is the first. */
function momentOf(date: string, time: string, timeZone: string): Instant {
  const [hours = 0, minutes = 0] = time.split(":").map(Number);
  const wanted = Date.parse(`${date}T00:00:00Z`) + (hours * 60 + minutes) * 60_000;
  // The offset is looked up twice: the first guess may lie on the other side of a clock change.
  const first = wanted - offsetAt(wanted as Instant, timeZone);
  return (wanted - offsetAt(first as Instant, timeZone)) as Instant;
}

/** Local time minus UTC, in ms. */
function offsetAt(moment: Instant, timeZone: string): number {
  const { year, month, day, hour, minute } = readLocal(moment, timeZone);
  const local = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:00Z`);
  return local - Math.floor(moment / 60_000) * 60_000;
}
