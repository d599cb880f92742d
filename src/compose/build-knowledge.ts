/** The shelves: one index per shop in this process, kept to what is stored, with vectors when a model is configured. */
import { setImmediate } from "node:timers/promises";
import type { Passage } from "../contracts/answer.ts";
import { LANGUAGES } from "../contracts/language.ts";
import type { ArticleKey, ShopId } from "../contracts/ids.ts";
import type { Ports } from "../contracts/ports.ts";
import type { NameThings } from "../contracts/tools.ts";
import { embedKnowledge } from "../flows/knowledge/embed-knowledge.ts";
import { fillShelf, runGently, type Shelf } from "../flows/refresh-knowledge.ts";
import { createKnowledgeIndex } from "../knowledge/create-knowledge-index.ts";
import { createThingNamer } from "../knowledge/lexicon/name-things.ts";
import type { IndexFiles } from "../ops/index-files.ts";
import { loadShelf, saveShelf } from "./keep-shelf.ts";
import { type IndexPlace, learnShelf } from "./learn-shelf.ts";
import type { GlossaryFile } from "./read-knowledge-folder.ts";

export interface Shelves {
  readonly searchOf: Ports["searchOf"];
  readonly searchWith: Ports["searchWith"];
  readonly nameThings: Ports["nameThings"];
  /** Loads what is stored into the shop's index. Resolves when it is searchable. */
  fill(shopId: ShopId): Promise<number>;
  /**
   * The shop's glossary, or null. Given before the first `fill`, what is saved is good with it. Articles that
   * are there already are read by it beside other work; `settle` waits for that.
   */
  useGlossary(shopId: ShopId, file: GlossaryFile | null): void;
  /** Resolves when what `fill` leaves for later is done: merging, fitting the confidence, saving. */
  settle(): Promise<void>;
  /** Computes what vectors are missing; false when the embedder did not answer. */
  embed(shopId: ShopId, signal: AbortSignal): Promise<boolean>;
  /** Stops what `fill` left for later. */
  close(): void;
}

type KnowledgePorts = Pick<Ports, "knowledge" | "embedder" | "vectors" | "log">;

export interface ShelfKeeping {
  readonly files: IndexFiles;
  /** Where these files are; what takes long is then learnt by another process. Null for one that only reads them. */
  readonly place: IndexPlace | null;
}

/** Without `keeping`, a restart builds the index anew. */
export function buildKnowledge(ports: KnowledgePorts, keeping: ShelfKeeping | null = null): Shelves {
  const files = keeping?.files ?? null;
  const place = keeping?.place ?? null;
  const life = new AbortController();
  const shelves = new Map<ShopId, Shelf>();
  const glossaries = new Map<ShopId, GlossaryFile | null>();
  const namers = new Map<ShopId, NameThings>();
  const filled = new Set<ShopId>();
  const onTidyFault = (error: unknown) => ports.log.warn("glossary-not-read", { fault: String(error) });
  const shelfOf = (shopId: ShopId): Shelf => {
    const known = shelves.get(shopId);
    if (known) return known;
    const made = emptyShelf();
    shelves.set(shopId, made);
    return made;
  };
  const textOf = (shopId: ShopId): string | null => glossaries.get(shopId)?.text ?? null;
  // One at a time per process: two fills of one shop would each see half of the other's work. What can wait goes
  // beside them, so that nobody waits for it.
  const fills = createTurns();
  const tidyings = createTurns();
  /** By the process beside this one; what it saved takes the place of what is here, with what has changed since. */
  const learnElsewhere = async (shopId: ShopId): Promise<void> => {
    if (files === null || place === null) return;
    const glossary = textOf(shopId);
    const { held } = shelfOf(shopId);
    try {
      await learnShelf({ place, shopId, glossary, held }, life.signal);
      const learnt = emptyShelf();
      learnt.index.useGlossary(glossaries.get(shopId)?.glossary ?? null);
      const readWith = textOf(shopId);
      await loadShelf(shopId, learnt, { files, glossary: readWith });
      await fills(async () => {
        await fillShelf(shopId, learnt, ports, setImmediate);
        if (textOf(shopId) !== readWith) learnt.index.useGlossary(glossaries.get(shopId)?.glossary ?? null);
        shelves.set(shopId, learnt);
      });
    } catch (error) {
      // It is learnt here, then.
      if (!life.signal.aborted) ports.log.warn("knowledge-not-learnt-beside", { fault: String(error) });
    }
  };
  const tidy = async (shopId: ShopId): Promise<void> => {
    const save = async () => {
      const shelf = shelfOf(shopId);
      if (files) await saveShelf(shopId, shelf, { files, glossary: textOf(shopId) });
    };
    // Before the long work, too: a server that is stopped soon after its first start need not analyse everything again.
    await save();
    if (!shelfOf(shopId).index.isLearnt()) await learnElsewhere(shopId);
    const { index } = shelfOf(shopId);
    if (index.isTidy() || life.signal.aborted) return;
    await runGently(index.tidyGently(), setImmediate);
    await save();
  };
  return {
    searchOf: (shopId) => shelfOf(shopId).index,
    nameThings: (shopId) => namers.get(shopId) ?? (() => []),
    searchWith(shopId, articles) {
      // Segments never change, so a second index over the same ones costs nothing but what is put on top.
      const index = shelfOf(shopId).index.fork();
      for (const article of articles) index.put(article);
      return index;
    },
    async fill(shopId) {
      const touched = await fills(async () => {
        const glossary = textOf(shopId);
        if (files && !filled.has(shopId)) await loadShelf(shopId, shelfOf(shopId), { files, glossary });
        filled.add(shopId);
        return fillShelf(shopId, shelfOf(shopId), ports, setImmediate);
      });
      // The base answers without it; the next change tries again.
      const onFault = (error: unknown) => ports.log.warn("knowledge-index-not-saved", { fault: String(error) });
      if (touched > 0 || !shelfOf(shopId).index.isTidy()) tidyings(() => tidy(shopId)).catch(onFault);
      return touched;
    },
    useGlossary(shopId, file) {
      const { index } = shelfOf(shopId);
      if (textOf(shopId) === (file?.text ?? null)) return;
      glossaries.set(shopId, file);
      const glossary = file?.glossary ?? null;
      index.useGlossary(glossary);
      namers.set(shopId, glossary ? createThingNamer(glossary) : () => []);
      // What was saved of an index that is not filled yet must not be overwritten with nothing.
      if (filled.has(shopId) && !index.isTidy()) tidyings(() => tidy(shopId)).catch(onTidyFault);
    },
    settle: () => tidyings(() => Promise.resolve()),
    embed: (shopId, signal) => embedKnowledge(shopId, passagesOf(shelfOf(shopId)), ports, signal),
    close: () => life.abort(),
  };
}

function emptyShelf(): Shelf {
  return { index: createKnowledgeIndex(), held: new Map() };
}

/** Runs one after the other, whatever became of the one before. */
function createTurns(): <Outcome>(work: () => Promise<Outcome>) => Promise<Outcome> {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const working = last.then(work);
    last = working.catch(() => undefined);
    return working;
  };
}

function passagesOf(shelf: Shelf): readonly Passage[] {
  const articleKeys = new Set([...shelf.held.keys()].map((key) => key.split("/")[0] as ArticleKey));
  return [...articleKeys].flatMap((articleKey) =>
    LANGUAGES.flatMap((language) => shelf.index.passagesOf(articleKey, language)),
  );
}
