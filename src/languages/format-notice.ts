/** Texts for people, by name and language, with their values filled in. */
import { IntlMessageFormat } from "intl-messageformat";
import { AppError } from "../contracts/errors.ts";
import type { Language } from "../contracts/language.ts";
import type { MacroBook } from "../contracts/macro.ts";
import type { CueBook, NoticeBook, Prompt, Texts } from "../contracts/texts.ts";

type Values = Readonly<Record<string, string | number>>;

export interface Books {
  readonly notices: NoticeBook;
  readonly cues: CueBook;
  readonly macros: MacroBook;
  readonly prompts: ReadonlyMap<string, Prompt>;
}

export function createTexts({ notices, cues, macros, prompts }: Books): Texts {
  const formats = new Map<string, IntlMessageFormat>();

  function formatOf(name: string, language: Language): IntlMessageFormat {
    const key = `${language}/${name}`;
    const known = formats.get(key);
    if (known !== undefined) return known;
    const format = new IntlMessageFormat(findMessage(notices, name, language), language, undefined, {
      ignoreTag: true,
    });
    formats.set(key, format);
    return format;
  }

  return {
    cues,
    macros,
    notice: (name, language, values = {}) => fillIn(formatOf(name, language), name, values),
    prompt(name) {
      const prompt = prompts.get(name);
      if (prompt === undefined) throw new AppError("INTERNAL", `There is no prompt called "${name}"`, { prompt: name });
      return prompt;
    },
  };
}

/** A buyer who gets English by a gap in a file is better off than one who gets nothing. */
function findMessage(notices: NoticeBook, name: string, language: Language): string {
  for (const candidate of [language, "en"] as const) {
    const inLanguage = notices.get(candidate);
    if (inLanguage !== undefined && Object.hasOwn(inLanguage, name)) return inLanguage[name] ?? "";
  }
  throw new AppError("INTERNAL", `There is no notice called "${name}"`, { notice: name, language });
}

function fillIn(format: IntlMessageFormat, name: string, values: Values): string {
  try {
    const text = format.format(values);
    return typeof text === "string" ? text : String(text);
  } catch (error) {
    const detail = { notice: name, values: Object.keys(values) };
    throw new AppError("INTERNAL", `The notice "${name}" cannot be filled in with what it was given`, detail, error);
  }
}
