/** Texts and word lists per language, read from `prompts/`; code asks for them by name. */
import type { Language } from "./language.ts";
import type { MacroBook } from "./macro.ts";
import type { MannerBook } from "./manner.ts";
import type { TrainingBook } from "./training.ts";

/** ICU message per notice name and language; complete in all fifteen, checked by a test. */
export type NoticeBook = ReadonlyMap<Language, Readonly<Record<string, string>>>;

/** Phrases per cue name ("person", "complaint", "greeting" ...) and language, in lower case. */
export type CueBook = ReadonlyMap<Language, Readonly<Record<string, readonly string[]>>>;

export interface Prompt {
  readonly name: string;
  /** Changes whenever the text changes; stored with each answer. */
  readonly version: string;
  readonly text: string;
}

export interface Texts {
  /** The notice in that language with its values filled in (ICU message syntax). Throws INTERNAL for an unknown name. */
  notice(name: string, language: Language, values?: Readonly<Record<string, string | number>>): string;
  /** What the team reads in its own group or channel; English where the language has no such file. */
  desk(name: string, language: Language, values?: Readonly<Record<string, string | number>>): string;
  readonly cues: CueBook;
  readonly macros: MacroBook;
  readonly manners: MannerBook;
  readonly training: TrainingBook;
  prompt(name: string): Prompt;
}
