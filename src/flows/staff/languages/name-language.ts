/** A language as a desk's people call it, and the heading of what is in it. */
import type { Language } from "../../../contracts/language.ts";
import type { StaffLanguage } from "../../../contracts/staff-desk.ts";

export function nameLanguage(language: Language, spoken: StaffLanguage): string {
  return new Intl.DisplayNames([spoken], { type: "language" }).of(language) ?? language;
}

export function headLanguage(language: Language, spoken: StaffLanguage): string {
  return `🌐 ${nameLanguage(language, spoken)}`;
}
