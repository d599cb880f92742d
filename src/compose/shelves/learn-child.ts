/** The process that learns what a saved shelf means across languages: started by learn-shelf.ts, ends when it is through. */
import { setPriority } from "node:os";
import type { ArticleKey } from "../../contracts/ids.ts";
import type { Language } from "../../contracts/language.ts";
import { createKnowledgeIndex } from "../../knowledge/create-knowledge-index.ts";
import { parseGlossary } from "../../knowledge/lexicon/parse-glossary.ts";
import { createIndexFiles } from "../../ops/index-files.ts";
import { loadShelf, saveShelf } from "./keep-shelf.ts";
import type { LearnRequest } from "./learn-shelf.ts";

async function learn({ place, shopId, glossary, held }: LearnRequest): Promise<void> {
  const shelf = { index: createKnowledgeIndex(), held: new Map<string, string>() };
  if (glossary !== null) shelf.index.useGlossary(parseGlossary(glossary).glossary);
  const files = createIndexFiles(place.root, place.version);
  await loadShelf(shopId, shelf, { files, glossary });
  for (const [key, mark] of shelf.held) {
    if (held.get(key) === mark) continue;
    const [articleKey, language] = key.split("/") as [ArticleKey, Language];
    shelf.index.remove(articleKey, language);
    shelf.held.delete(key);
  }
  shelf.index.prepare();
  await saveShelf(shopId, shelf, { files, glossary });
}

process.on("disconnect", () => process.exit(1));
process.once("message", (request: LearnRequest) => {
  learn(request).then(
    () => process.exit(0),
    () => process.exit(1),
  );
});
// Buyers are answered meanwhile, and come first.
setPriority(10);
