/** Puts values into a prompt file, and says languages as models know them. */
import type { Language } from "../../contracts/language.ts";

const languageNames = new Intl.DisplayNames(["en"], { type: "language" });

/** In one pass: a placeholder inside a value stays what it is. */
export function fillPrompt(template: string, values: Readonly<Record<string, string>>): string {
  return template.replace(/\{\{([a-z]+)\}\}/g, (whole, name: string) => values[name] ?? whole);
}

export function languageForModel(language: Language): string {
  return `${languageNames.of(language) ?? language} (${language})`;
}

/** By code points, so that nothing is cut in half. */
export function cutText(text: string, maxLength: number): string {
  if (text.length <= maxLength) return text;
  const points = Array.from(text);
  return points.length <= maxLength ? text : `${points.slice(0, maxLength).join("")}…`;
}

/** As it is stored with an answer: which file, in which wording. */
export function versionMark(name: string, version: string): string {
  return `${name}:${version.replaceAll("-", "").slice(0, 12)}`;
}
