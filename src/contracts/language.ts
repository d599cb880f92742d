/** The fifteen languages a shop may speak, as BCP 47 primary tags. */
export const LANGUAGES = [
  "en",
  "zh",
  "es",
  "fr",
  "de",
  "pt",
  "it",
  "ja",
  "ko",
  "ru",
  "ar",
  "tr",
  "id",
  "vi",
  "th",
] as const;

export type Language = (typeof LANGUAGES)[number];

export function isLanguage(value: string): value is Language {
  return (LANGUAGES as readonly string[]).includes(value);
}
