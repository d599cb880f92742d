/** What a shop would be evaluated on: the articles of its folder, or those that are stored, edited and imported ones too. */
import type { Article } from "../../contracts/answer.ts";
import type { ShopId } from "../../contracts/ids.ts";
import type { Ports } from "../../contracts/ports.ts";
import { AppError } from "../../contracts/errors.ts";
import { readKnowledgeFolder } from "../../compose/read-knowledge-folder.ts";
import type { Config } from "../../config.ts";
import type { EvalReport } from "../../eval/figure.ts";
import type { Glossary } from "../../knowledge/lexicon/parse-glossary.ts";
import { readKnowledge } from "../../flows/refresh-knowledge.ts";
import { fingerprintOf } from "./read-golden-folder.ts";

export interface ShopKnowledge {
  readonly articles: readonly Article[];
  readonly glossary: Glossary | null;
  readonly versions: EvalReport["versions"];
}

/** A faulty article is left out here as it is by the server; `knowledge check` names the fault. */
export async function readFolderKnowledge({
  knowledgeFolder,
}: Pick<Config, "knowledgeFolder">): Promise<ShopKnowledge> {
  const { files, glossary } = await readKnowledgeFolder(knowledgeFolder);
  const { articles } = readKnowledge(files);
  if (articles.length === 0)
    throw new AppError("REQUEST_INVALID", `${knowledgeFolder} holds no article to answer from.`);
  const texts = files.toSorted((a, b) => (a.path < b.path ? -1 : 1)).map(({ path, text }) => `${path}\n${text ?? ""}`);
  const versions = { articles: articles.length, knowledge: fingerprintOf([...texts, glossary?.text ?? ""]) };
  return { articles, glossary: glossary?.glossary ?? null, versions };
}

/** What buyers are answered from: published and not withdrawn. The glossary is only ever in the folder. */
export async function readStoredKnowledge(
  shopId: ShopId,
  ports: { readonly knowledge: Pick<Ports["knowledge"], "load"> },
  { knowledgeFolder }: Pick<Config, "knowledgeFolder">,
): Promise<ShopKnowledge> {
  const { glossary } = await readKnowledgeFolder(knowledgeFolder);
  const articles = await ports.knowledge.load(shopId);
  if (articles.length === 0) {
    throw new AppError(
      "REQUEST_INVALID",
      "The database holds no published article; read the folder with knowledge reload, or leave --stored out.",
    );
  }
  const texts = articles.map((article) => JSON.stringify(article)).toSorted();
  const versions = {
    articles: articles.length,
    knowledge: fingerprintOf([...texts, glossary?.text ?? ""]),
    from: "stored",
  };
  return { articles, glossary: glossary?.glossary ?? null, versions };
}
