/** Notices, cues and prompts from `prompts/`. A fault in one of them is ours, so the program does not start with it. */
import { basename } from "node:path";
import { fileURLToPath } from "node:url";
import { AppError } from "../contracts/errors.ts";
import { isLanguage, type Language } from "../contracts/language.ts";
import type { MannerBook } from "../contracts/manner.ts";
import type { IdSource } from "../contracts/runtime.ts";
import type { Prompt, Texts } from "../contracts/texts.ts";
import type { TrainingBook } from "../contracts/training.ts";
import { findDeskFaults } from "../languages/find-desk-faults.ts";
import { findNoticeFaults } from "../languages/find-notice-faults.ts";
import { createTexts } from "../languages/format-notice.ts";
import { parseCues } from "../languages/parse-cues.ts";
import { findMacroFaults, parseMacros } from "../languages/parse-macros.ts";
import { parseManners } from "../languages/parse-manners.ts";
import { parseNotices } from "../languages/parse-notices.ts";
import { findCueFaults } from "../routing/cue-lists.ts";
import { findTrainingFaults } from "../training/find-training-faults.ts";
import { parseCases } from "../training/parse-cases.ts";
import { parseScript } from "../training/parse-script.ts";
import { readPromptFiles, type TextFile, type TextFiles } from "../ops/read-text-files.ts";

const FOLDER = fileURLToPath(new URL("../../prompts/", import.meta.url));

export async function readTexts(ids: Pick<IdSource, "derive">): Promise<Texts> {
  const files = await readPromptFiles(FOLDER);
  const missing = Object.values(files).flatMap(({ faults }: TextFiles) => faults);
  if (missing.length > 0) throw faulty(missing.map((fault) => `${fault.path} ${fault.message}`));
  const notices = byLanguage(files.notices.files, readNotices);
  const cues = byLanguage(files.cues.files, (file) => {
    const parsed = parseCues(file.text);
    return parsed.kind === "parsed" ? parsed.cues : refuse(file, parsed.faults);
  });
  const macros = byLanguage(files.macros.files, (file) => {
    const parsed = parseMacros(file.text);
    return parsed.kind === "parsed" ? parsed.macros : refuse(file, parsed.faults);
  });
  const desk = byLanguage(files.desk.files, readNotices);
  const gaps = [
    ...findDeskFaults(desk),
    ...findNoticeFaults(notices),
    ...findCueFaults(cues),
    ...findMacroFaults(macros),
  ];
  if (gaps.length > 0) throw faulty(gaps);
  const prompts = new Map(
    files.prompts.files.map((file): [string, Prompt] => {
      const name = basename(file.path, ".md");
      return [name, { name, version: ids.derive(file.text), text: file.text }];
    }),
  );
  const manners = readManners(files.manners.files);
  return createTexts({ notices, desk, cues, macros, prompts, manners, training: readTraining(files.training.files) });
}

/** `cases.yaml` says how a case goes, a file a language what is said in it. */
function readTraining(files: readonly TextFile[]): TrainingBook {
  const machine = files.find(({ path }) => basename(path) === "cases.yaml");
  if (!machine) throw faulty([`${FOLDER}training/cases.yaml is missing`]);
  const parsed = parseCases(machine.text);
  if (parsed.kind === "faulty") throw faulty(parsed.faults.map((fault) => `${machine.path} ${fault}`));
  const scripts = byLanguage(files, (file) => {
    const script = parseScript(file.text);
    if (script.kind === "faulty") throw faulty(script.faults.map((fault) => `${file.path} ${fault}`));
    return script.script;
  });
  const book: TrainingBook = { cases: parsed.cases, scripts };
  const gaps = findTrainingFaults(book);
  if (gaps.length > 0) throw faulty(gaps.map((gap) => `${FOLDER}training: ${gap}`));
  return book;
}

function readNotices(file: TextFile, language: Language) {
  const parsed = parseNotices(file.text, language);
  return parsed.kind === "parsed" ? parsed.notices : refuse(file, parsed.faults);
}

function readManners(files: readonly TextFile[]): MannerBook {
  const [file] = files;
  if (!file) throw faulty([`${FOLDER}manners.yaml is missing`]);
  const parsed = parseManners(file.text);
  if (parsed.kind === "faulty") throw faulty(parsed.faults.map((fault) => `${file.path} ${fault}`));
  return parsed.book;
}

function byLanguage<Value>(
  files: readonly TextFile[],
  read: (file: TextFile, language: Language) => Value,
): Map<Language, Value> {
  const found = new Map<Language, Value>();
  for (const file of files) {
    const language = basename(file.path).replace(/\.ya?ml$/u, "");
    if (isLanguage(language)) found.set(language, read(file, language));
  }
  return found;
}

function refuse(file: TextFile, faults: readonly { readonly line: number; readonly message: string }[]): never {
  throw faulty(faults.map((fault) => `${file.path}:${fault.line} ${fault.message}`));
}

function faulty(faults: readonly string[]): AppError {
  return new AppError("CONFIG_INVALID", `${faults.slice(0, 5).join("; ")}. Mend or restore the file.`);
}
