/** Compares the texts for the team with the English ones: what a language lacks, or fills in otherwise. */
import { STAFF_LANGUAGES } from "../contracts/staff-desk.ts";
import type { Language } from "../contracts/language.ts";
import type { NoticeBook } from "../contracts/texts.ts";
import { findValues } from "./find-notice-faults.ts";

/** One line a fault; empty when every language of staff desks has every text with the same values. */
export function findDeskFaults(book: NoticeBook): readonly string[] {
  const english = book.get("en") ?? {};
  return STAFF_LANGUAGES.flatMap((language) => {
    const own = book.get(language);
    if (own === undefined) return [`${language}: no texts for the team at all`];
    const unknown = Object.keys(own).filter((name) => !Object.hasOwn(english, name));
    return [
      ...unknown.map((name) => `${language}: ${name} is not there in English`),
      ...Object.entries(english).flatMap(([name, text]) => {
        const mine = own[name];
        if (mine === undefined) return [`${language}: ${name} is missing`];
        const isAlike = nameValues(mine, language) === nameValues(text, "en");
        return isAlike ? [] : [`${language}: ${name} uses other values than in English`];
      }),
    ];
  });
}

function nameValues(message: string, language: Language): string {
  return [...findValues(message, language)].toSorted().join(" ");
}
