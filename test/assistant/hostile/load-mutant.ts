/** Makes this process load a source without its guard. Must run before that source is imported. */
import { readFileSync } from "node:fs";
import { registerHooks } from "node:module";
import { fileURLToPath, pathToFileURL } from "node:url";
import { type Mutant, mutateSource } from "./mutants.ts";

const ROOT = fileURLToPath(new URL("../../../", import.meta.url));

export function loadMutant(mutant: Mutant): void {
  const mutations = new Map(
    [mutant, ...(mutant.behind ?? [])].map((each) => [pathToFileURL(`${ROOT}${each.file}`).href, each]),
  );
  registerHooks({
    load(url, context, nextLoad) {
      const loaded = nextLoad(url, context);
      const mutation = mutations.get(url);
      if (!mutation) return loaded;
      return { ...loaded, source: mutateSource(readFileSync(fileURLToPath(url), "utf8"), mutation) };
    },
  });
}
