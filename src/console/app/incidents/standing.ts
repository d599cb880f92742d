/** How far an incident is, and what it is called where the console speaks `language`. */
import type { Incident, IncidentText } from "../../../contracts/incident.ts";
import type { Language } from "../../../contracts/language.ts";
import { nameLanguage } from "../parts/format-time.ts";

/** Only declared: known to the assistant, and nobody has been told. */
export type Standing = "declared" | "approved" | "closed";

export function standingOf({ status, approvedAt }: Incident): Standing {
  if (status === "closed") return "closed";
  return approvedAt === null ? "declared" : "approved";
}

export function textOf({ texts }: Incident, language: string): IncidentText & { readonly language: Language } {
  const written = Object.keys(texts) as Language[];
  const shown =
    written.find((each) => each === language) ?? written.find((each) => each === "en") ?? written[0] ?? "en";
  const none = { title: "", answer: "", apology: "", closing: "" };
  return { ...(texts[shown] ?? none), language: shown };
}

export interface Share {
  readonly language: Language;
  readonly count: number;
}

/** The language they are told in: theirs, the shop's, or any that is written. As the server chooses it. */
export function readIn({ texts }: Incident, language: Language, fallback: Language): Language {
  const written = Object.keys(texts) as Language[];
  return [language, fallback].find((each) => written.includes(each)) ?? written[0] ?? fallback;
}

/** Most first. */
export function countLanguages(languages: readonly Language[]): readonly Share[] {
  const counts = new Map<Language, number>();
  for (const language of languages) counts.set(language, (counts.get(language) ?? 0) + 1);
  return [...counts]
    .map(([language, count]) => ({ language, count }))
    .toSorted((one, other) => other.count - one.count);
}

/** "Spanish (2) and English (1)", as the console's language joins such things. */
export function sayShares(shares: readonly Share[], own: string): string {
  const numbers = new Intl.NumberFormat(own);
  const parts = shares.map(({ language, count }) => `${nameLanguage(language, own)} (${numbers.format(count)})`);
  return new Intl.ListFormat(own, { type: "conjunction" }).format(parts);
}

export function sayLanguages(languages: readonly Language[], own: string): string {
  const names = languages.map((each) => nameLanguage(each, own));
  return new Intl.ListFormat(own, { type: "conjunction" }).format(names);
}
