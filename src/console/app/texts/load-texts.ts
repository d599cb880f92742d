/** Which languages the console has (one file each beside this one), which one to begin with, and its texts. */
import { ENGLISH } from "./english.ts";

export type TextBook = Readonly<Record<string, string>>;

const files = import.meta.glob<TextBook>(["./*.json", "!./en.json"], { import: "default" });
/** The same by area. */
const areaFiles = import.meta.glob<TextBook>(["./*/*.json", "!./*/en.json"], { import: "default" });

const STORED = "dragoman.language";

export const CONSOLE_LANGUAGES: readonly string[] = [
  "en",
  ...Object.keys(files).map((path) => path.slice("./".length, -".json".length)),
];

export async function loadTexts(language: string): Promise<TextBook> {
  const areas = Object.entries(areaFiles).flatMap(([path, load]) => (path.endsWith(`/${language}.json`) ? [load] : []));
  const books = [files[`./${language}.json`], ...areas];
  const loaded = await Promise.all(books.map(async (load) => (await load?.()) ?? {}));
  return Object.assign({}, ENGLISH, ...loaded) as TextBook;
}

/** What was chosen here before, otherwise the first of the browser's languages that exists. */
export function chooseLanguage(): string {
  const wishes = [localStorage.getItem(STORED) ?? "", ...navigator.languages].map((tag) => tag.split("-")[0] ?? "");
  return wishes.find((language) => CONSOLE_LANGUAGES.includes(language)) ?? "en";
}

export function keepLanguage(language: string): void {
  localStorage.setItem(STORED, language);
}
