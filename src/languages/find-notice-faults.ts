/** Compares a notice book with the list of notices: what is missing, unknown, or uses other values than it gets. */
import { IntlMessageFormat } from "intl-messageformat";
import { LANGUAGES, type Language } from "../contracts/language.ts";
import type { NoticeBook } from "../contracts/texts.ts";
import { NOTICE_VALUES } from "./notice-values.ts";

/** One line a fault, e.g. "es: handoff-opened does not use {number}"; empty when the book is complete. */
export function findNoticeFaults(book: NoticeBook): readonly string[] {
  return LANGUAGES.flatMap((language) => {
    const notices = book.get(language);
    if (notices === undefined) return [`${language}: no notices at all`];
    const unknown = Object.keys(notices).filter((name) => !Object.hasOwn(NOTICE_VALUES, name));
    return [
      ...unknown.map((name) => `${language}: ${name} is not a notice we know`),
      ...Object.entries(NOTICE_VALUES).flatMap(([name, values]) => findFaultsOf(language, name, notices[name], values)),
    ];
  });
}

function findFaultsOf(
  language: Language,
  name: string,
  message: string | undefined,
  values: readonly string[],
): readonly string[] {
  if (message === undefined) return [`${language}: ${name} is missing`];
  const used = findValues(message, language);
  return [
    ...values.filter((value) => !used.has(value)).map((value) => `${language}: ${name} does not use {${value}}`),
    ...[...used]
      .filter((value) => !values.includes(value))
      .map((value) => `${language}: ${name} uses {${value}}, which it does not get`),
  ];
}

/** The names of what a message is filled in with. */
export function findValues(message: string, language: Language): ReadonlySet<string> {
  return usedValues(new IntlMessageFormat(message, language, undefined, { ignoreTag: true }).getAst());
}

type Ast = ReturnType<IntlMessageFormat["getAst"]>;

function usedValues(ast: Ast): Set<string> {
  const used = new Set<string>();
  for (const element of ast) {
    // 0 is literal text and 7 the # of a plural; everything else names a value.
    if (element.type !== 0 && element.type !== 7) used.add(element.value);
    if ("options" in element) {
      for (const option of Object.values(element.options))
        for (const value of usedValues(option.value)) used.add(value);
    }
  }
  return used;
}
