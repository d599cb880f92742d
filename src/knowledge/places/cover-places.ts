/** How well a line of an article speaks for the place a question names: by itself, by its group, or as "all others". */
import { findPlaces, type FoundPlace } from "./find-places.ts";
import { GROUP_MEMBERS } from "./place-names.ts";

/** What a sentence that names the place somewhere is worth beside a line that begins with it. */
const MENTIONED = 0.4;
/** A line begins with a place when it comes within its first words. */
const OPENING_TOKENS = 3;

const members = new Map(Object.entries(GROUP_MEMBERS).map(([group, codes]) => [group, new Set(codes.split(" "))]));

/** The countries a question is about; groups and "other countries" in it say nothing of where the buyer is. */
export function readAskedPlaces(text: string, language: string): ReadonlySet<string> {
  return new Set(findPlaces(text, language).flatMap(({ code }) => (code === "OTHER" ? [] : [code])));
}

/** One share from 0 to 1 for each line, by its number. "All other countries" counts where no line covers the place. */
export function coverPlaces(lines: readonly string[], language: string, asked: ReadonlySet<string>): number[] {
  if (asked.size === 0) return lines.map(() => 0);
  const found = lines.map((line) => readLine(line, language));
  const covers = (code: string): boolean =>
    asked.has(code) || Array.from(asked).some((each) => members.get(code)?.has(each) === true);
  const shares = found.map((places) => shareOf(places.filter(({ code }) => covers(code))));
  const isNamed = shares.some((share) => share > 0);
  const regions = found.filter((places) => places.some(({ code }) => code !== "OTHER")).length;
  if (isNamed || regions < 2) return shares;
  return found.map((places) => shareOf(places.filter(({ code }) => code === "OTHER")));
}

/** The same few lists are looked at by every question that names a place. */
const MAX_REMEMBERED = 5_000;
const remembered = new Map<string, FoundPlace[]>();

function readLine(line: string, language: string): FoundPlace[] {
  const key = `${language} ${line}`;
  const known = remembered.get(key);
  if (known) return known;
  const found = findPlaces(line, language);
  if (remembered.size >= MAX_REMEMBERED) remembered.clear();
  remembered.set(key, found);
  return found;
}

function shareOf(places: readonly { readonly at: number }[]): number {
  if (places.length === 0) return 0;
  return places.some(({ at }) => at < OPENING_TOKENS) ? 1 : MENTIONED;
}
