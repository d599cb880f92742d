/** What of the desk's settings the server would refuse, in words that say where. */
import { type DeskSettings, type Minutes, type OpenHours, WEEKDAYS } from "../../../contracts/desk.ts";
import { LANGUAGES } from "../../../contracts/language.ts";
import { TICKET_PRIORITIES } from "../../../contracts/ticket.ts";
import { nameLanguage } from "../parts/format-time.ts";
import type { Texts } from "../texts/use-texts.tsx";

/** As `console/desk/desk-routes.ts` takes them. */
export const LIMITS = {
  capacity: [0, 1_000],
  awayAfterSeconds: [45, 86_400],
  returnAfterMinutes: [1, 10_080],
  resolveSilentAfterHours: [1, 8_784],
  closeAfterHours: [1, 8_784],
  placeAfterSeconds: [0, 86_400],
  scoreAfterMinutes: [0, 10_080],
  followUpHours: [1, 8_784],
  repeatWithinDays: [1, 366],
  frequentCases: [1, 1_000],
  frequentWithinDays: [1, 366],
} as const;
export type NumberName = keyof typeof LIMITS;

const NUMBERS = Object.keys(LIMITS) as readonly NumberName[];
const MAX_PROMISE_MINUTES = 527_040;

export function findFaults(settings: DeskSettings, { language, text }: Pick<Texts, "language" | "text">) {
  const faults: string[] = [];
  const days = settings.hours === null ? [] : WEEKDAYS.map((day) => settings.hours?.[day] ?? []);
  if (settings.hours !== null && days.every((day) => day.length === 0)) faults.push(text("deskSettings.wrong.noHours"));
  if (days.flat().some(({ from, to }) => !(from < to))) faults.push(text("deskSettings.wrong.hours"));
  else if (days.some(overlaps)) faults.push(text("deskSettings.wrong.overlap"));
  const promises: readonly (readonly [string, Partial<Minutes>])[] = [
    [text("deskSettings.anyLanguage"), settings.firstReplyMinutes],
    ...LANGUAGES.map((each) => [nameLanguage(each, language), settings.firstReplyByLanguage[each] ?? {}] as const),
  ];
  for (const [name, minutes] of promises) {
    const values = TICKET_PRIORITIES.flatMap((priority) => minutes[priority] ?? []);
    if (values.some((each) => !isWithin(each, 1, MAX_PROMISE_MINUTES))) {
      faults.push(text("deskSettings.wrong.promise", { name }));
    }
  }
  const percent = settings.warnAt * 100;
  if (!(percent >= 0 && percent <= 100)) {
    faults.push(text("deskSettings.wrong.number", { name: text("deskSettings.warnAt"), min: 0, max: 100 }));
  }
  for (const name of NUMBERS) {
    const [min, max] = LIMITS[name];
    const value = settings[name];
    if (value === null || isWithin(value, min, max)) continue;
    faults.push(text("deskSettings.wrong.number", { name: text(`deskSettings.${name}`), min, max }));
  }
  return faults;
}

function isWithin(value: number, min: number, max: number): boolean {
  return Number.isInteger(value) && value >= min && value <= max;
}

function overlaps(day: readonly OpenHours[]): boolean {
  const sorted = day.toSorted((one, other) => (one.from < other.from ? -1 : 1));
  return sorted.some(({ from }, at) => at > 0 && from < (sorted[at - 1]?.to ?? ""));
}
