/** Texts for people, by name and language, with their values filled in. */
import { IntlMessageFormat } from "intl-messageformat";
import { AppError } from "../contracts/errors.ts";
import type { Language } from "../contracts/language.ts";
import type { MacroBook } from "../contracts/macro.ts";
import type { MannerBook } from "../contracts/manner.ts";
import type { TrainingBook } from "../contracts/training.ts";
import type { CueBook, NoticeBook, Prompt, Texts } from "../contracts/texts.ts";

type Values = Readonly<Record<string, string | number>>;

export interface Books {
  readonly notices: NoticeBook;
  /** Left out: none, for who needs only the rest. */
  readonly desk?: NoticeBook;
  readonly cues: CueBook;
  readonly macros: MacroBook;
  readonly prompts: ReadonlyMap<string, Prompt>;
  /** Left out: none, for who needs only the rest. */
  readonly manners?: MannerBook;
  readonly training?: TrainingBook;
}

const NO_MANNERS: MannerBook = { markets: [], phrases: {} };
const NO_TRAINING: TrainingBook = { cases: [], scripts: new Map() };

export function createTexts(books: Books): Texts {
  const { notices, desk = new Map(), cues, macros, prompts } = books;
  const { manners = NO_MANNERS, training = NO_TRAINING } = books;
  const noticeOf = rememberFormats(notices);
  const deskOf = rememberFormats(desk);

  return {
    cues,
    macros,
    manners,
    training,
    notice: (name, language, values = {}) => fillIn(noticeOf(name, language), name, values),
    desk: (name, language, values = {}) => fillIn(deskOf(name, language), name, values),
    prompt(name) {
      const prompt = prompts.get(name);
      if (prompt === undefined) throw new AppError("INTERNAL", `There is no prompt called "${name}"`, { prompt: name });
      return prompt;
    },
  };
}

function rememberFormats(book: NoticeBook): (name: string, language: Language) => IntlMessageFormat {
  const formats = new Map<string, IntlMessageFormat>();
  return (name, language) => {
    const key = `${language}/${name}`;
    const known = formats.get(key);
    if (known !== undefined) return known;
    const format = new IntlMessageFormat(findMessage(book, name, language), language, undefined, { ignoreTag: true });
    formats.set(key, format);
    return format;
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
