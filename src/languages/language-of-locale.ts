/** Reads one of our languages out of what a platform or browser says, e.g. "zh-TW", "pt_BR", "in". */
import { isLanguage, type Language } from "../contracts/language.ts";

/** Codes that mean one of ours under another name: old Indonesian, Mandarin, Cantonese. */
const OTHER_CODES: Readonly<Record<string, Language>> = { in: "id", cmn: "zh", yue: "zh" };

/** Null when the locale is absent, malformed, or of a language we do not speak. */
export function languageOfLocale(locale: string | null): Language | null {
  const primary = /^\s*([a-z]{2,3})(?:[-_.@].*)?\s*$/iu.exec(locale ?? "")?.[1]?.toLowerCase();
  if (primary === undefined) return null;
  return isLanguage(primary) ? primary : (OTHER_CODES[primary] ?? null);
}
