/** Reads prompts/notices and prompts/cues as they are shipped, for tests. */
import { readFileSync } from "node:fs";
import { LANGUAGES, type Language } from "../../src/contracts/language.ts";
import type { CueBook, NoticeBook } from "../../src/contracts/texts.ts";
import { parseCues } from "../../src/languages/parse-cues.ts";
import { parseNotices } from "../../src/languages/parse-notices.ts";

function read(folder: string, language: Language): string {
  return readFileSync(new URL(`../../prompts/${folder}/${language}.yaml`, import.meta.url), "utf8");
}

export function loadNotices(): NoticeBook {
  return new Map(
    LANGUAGES.map((language) => {
      const parsed = parseNotices(read("notices", language), language);
      if (parsed.kind === "faulty") throw new Error(`notices/${language}.yaml: ${JSON.stringify(parsed.faults)}`);
      return [language, parsed.notices];
    }),
  );
}

export function loadCues(): CueBook {
  return new Map(
    LANGUAGES.map((language) => {
      const parsed = parseCues(read("cues", language));
      if (parsed.kind === "faulty") throw new Error(`cues/${language}.yaml: ${JSON.stringify(parsed.faults)}`);
      return [language, parsed.cues];
    }),
  );
}
