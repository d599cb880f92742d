/** Which way a language is written. Of our fifteen only Arabic runs from right to left. */
import type { Language } from "../contracts/language.ts";

export function textDirection(language: Language): "ltr" | "rtl" {
  return language === "ar" ? "rtl" : "ltr";
}
