/** A moment by the shop's clock as the buyer's language writes it, with the zone: nobody knows the buyer's own. */
import type { Instant } from "../../contracts/ids.ts";
import type { Language } from "../../contracts/language.ts";

export function formatOpening(at: Instant, language: Language, timeZone: string): string {
  const moment = new Intl.DateTimeFormat(`${language}-u-ca-gregory`, {
    weekday: "long",
    day: "numeric",
    month: "long",
    hour: "numeric",
    minute: "2-digit",
    timeZone,
  }).format(at);
  return `${moment} (${nameZone(at, language, timeZone)})`;
}

/** "Central European Time, GMT+1": the name for who lives there, the distance for everybody else. */
function nameZone(at: Instant, language: Language, timeZone: string): string {
  const offset = zonePart(at, language, { timeZone, timeZoneName: "shortOffset" });
  const name = zonePart(at, language, { timeZone, timeZoneName: "longGeneric" });
  // A zone without a name of its own is a distance already.
  return /\d/u.test(name) || name === offset ? offset : `${name}, ${offset}`;
}

function zonePart(at: Instant, language: Language, options: Intl.DateTimeFormatOptions): string {
  const parts = new Intl.DateTimeFormat(language, options).formatToParts(at);
  return parts.find(({ type }) => type === "timeZoneName")?.value ?? "";
}
