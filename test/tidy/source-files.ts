/** The project's own source files as the tidy tests read them. */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

export const ROOT = fileURLToPath(new URL("../../", import.meta.url));

export interface SourceFile {
  /** From the root, with forward slashes. */
  readonly path: string;
  readonly text: string;
  readonly lines: readonly string[];
}

/** Tracked and new files that git does not ignore, of these folders and endings. */
export function readSources(folders: readonly string[], ending: RegExp): readonly SourceFile[] {
  const args = ["ls-files", "--cached", "--others", "--exclude-standard", "--", ...folders];
  const paths = execFileSync("git", args, { cwd: ROOT, encoding: "utf8" }).split("\n");
  return [...new Set(paths)]
    .filter((path) => ending.test(path))
    .flatMap((path) => {
      try {
        const text = readFileSync(`${ROOT}${path}`, "utf8");
        return [{ path, text, lines: text.replace(/\n$/u, "").split("\n") }];
      } catch {
        return []; // deleted and not yet committed
      }
    });
}
