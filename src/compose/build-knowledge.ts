/** The shelves: one index per shop in this process, kept to what is stored, with vectors when a model is configured. */
import type { Passage } from "../contracts/answer.ts";
import { LANGUAGES } from "../contracts/language.ts";
import type { ArticleKey, ShopId } from "../contracts/ids.ts";
import type { Ports } from "../contracts/ports.ts";
import { embedKnowledge } from "../flows/embed-knowledge.ts";
import { fillShelf, type Shelf } from "../flows/refresh-knowledge.ts";
import { createKnowledgeIndex } from "../knowledge/create-knowledge-index.ts";

export interface Shelves {
  readonly searchOf: Ports["searchOf"];
  /** Loads what is stored into the shop's index. Resolves when it is searchable. */
  fill(shopId: ShopId): Promise<number>;
  /** Computes what vectors are missing; false when the embedder did not answer. */
  embed(shopId: ShopId, signal: AbortSignal): Promise<boolean>;
}

type KnowledgePorts = Pick<Ports, "knowledge" | "ids" | "embedder" | "vectors" | "log">;

export function buildKnowledge(ports: KnowledgePorts): Shelves {
  const shelves = new Map<ShopId, Shelf>();
  const shelfOf = (shopId: ShopId): Shelf => {
    const known = shelves.get(shopId);
    if (known) return known;
    const made: Shelf = { index: createKnowledgeIndex(), held: new Map() };
    shelves.set(shopId, made);
    return made;
  };
  // One at a time per process: two fills of one shop would each see half of the other's work.
  let last: Promise<unknown> = Promise.resolve();
  return {
    searchOf: (shopId) => shelfOf(shopId).index,
    fill(shopId) {
      const filling = last.then(() => fillShelf(shopId, shelfOf(shopId), ports));
      last = filling.catch(() => undefined);
      return filling;
    },
    embed: (shopId, signal) => embedKnowledge(shopId, passagesOf(shelfOf(shopId)), ports, signal),
  };
}

function passagesOf(shelf: Shelf): readonly Passage[] {
  const articleKeys = new Set([...shelf.held.keys()].map((key) => key.split("/")[0] as ArticleKey));
  return [...articleKeys].flatMap((articleKey) =>
    LANGUAGES.flatMap((language) => shelf.index.passagesOf(articleKey, language)),
  );
}
