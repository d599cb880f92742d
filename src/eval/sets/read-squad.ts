/** Reads question sets in the SQuAD format: XQuAD, JSQuAD, KorQuAD, FQuAD and their like. */
import { readdirSync, readFileSync, statSync } from "node:fs";
import { basename, join } from "node:path";

export interface SquadSet {
  /** BCP 47 primary tag, from the file name: `xquad.ar.json`, `valid-ja.json`. */
  readonly language: string;
  readonly file: string;
  readonly paragraphs: readonly { readonly text: string; readonly questions: readonly string[] }[];
}

/** Null when there is no such folder or file. `language` is needed for file names that do not say it. */
export function readSquadSets(path: string, language: string | null): SquadSet[] | null {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined) return null;
  const files = found.isDirectory() ? readdirSync(path).map((name) => join(path, name)) : [path];
  return files
    .filter((file) => file.endsWith(".json"))
    .sort()
    .flatMap((file) => {
      const spoken = language ?? languageOf(basename(file, ".json"));
      return spoken === null
        ? []
        : [{ language: spoken, file, paragraphs: readParagraphs(readFileSync(file, "utf8")) }];
    });
}

function languageOf(name: string): string | null {
  return name.split(/[^a-z]+/).findLast((part) => /^[a-z]{2}$/.test(part)) ?? null;
}

interface SquadFile {
  readonly data: readonly {
    readonly paragraphs: readonly {
      readonly context: string;
      readonly qas: readonly { readonly question: string; readonly is_impossible?: boolean }[];
    }[];
  }[];
}

function readParagraphs(json: string): SquadSet["paragraphs"] {
  const { data } = JSON.parse(json) as SquadFile;
  return data.flatMap(({ paragraphs }) =>
    paragraphs.map(({ context, qas }) => ({
      text: context,
      questions: qas.filter((qa) => qa.is_impossible !== true).map((qa) => qa.question),
    })),
  );
}
