/** The shelves: one index per shop in this process, kept to what is stored, with vectors when a model is configured. */
import { setImmediate } from "node:timers/promises";
import type { Passage } from "../../contracts/answer.ts";
import { LANGUAGES } from "../../contracts/language.ts";
import type { ArticleKey, ShopId } from "../../contracts/ids.ts";
import type { Ports } from "../../contracts/ports.ts";
import type { NameThings } from "../../contracts/tools.ts";
import { embedKnowledge } from "../../flows/knowledge/embed-knowledge.ts";
import { fillShelf, runGently, type Shelf } from "../../flows/refresh-knowledge.ts";
import { createKnowledgeIndex } from "../../knowledge/create-knowledge-index.ts";
import { createThingNamer } from "../../knowledge/lexicon/name-things.ts";
import type { IndexFiles } from "../../ops/index-files.ts";
import { loadShelf, saveShelf } from "./keep-shelf.ts";
import { type IndexPlace, learnShelf } from "./learn-shelf.ts";
import type { GlossaryFile } from "../read-knowledge-folder.ts";

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
  return new KeptShelves(ports, keeping);
}

class KeptShelves implements Shelves {
  readonly #ports: KnowledgePorts;
  readonly #keeping: ShelfKeeping | null;
  readonly #life = new AbortController();
  readonly #shelves = new Map<ShopId, Shelf>();
  readonly #glossaries = new Map<ShopId, GlossaryFile | null>();
  readonly #namers = new Map<ShopId, NameThings>();
  readonly #filled = new Set<ShopId>();
  // One at a time per process: two fills of one shop would each see half of the other's work. What can wait goes
  // beside them, so that nobody waits for it.
  readonly #inFills = createTurns();
  readonly #inTidyings = createTurns();

  constructor(ports: KnowledgePorts, keeping: ShelfKeeping | null) {
    this.#ports = ports;
    this.#keeping = keeping;
  }

  readonly searchOf: Shelves["searchOf"] = (shopId) => this.#of(shopId).index;

  readonly nameThings: Shelves["nameThings"] = (shopId) => this.#namers.get(shopId) ?? (() => []);

  readonly searchWith: Shelves["searchWith"] = (shopId, articles) => {
    // Segments never change, so a second index over the same ones costs nothing but what is put on top.
    const index = this.#of(shopId).index.fork();
    for (const article of articles) index.put(article);
    return index;
  };

  async fill(shopId: ShopId): Promise<number> {
    const touched = await this.#inFills(async () => {
      const shelf = this.#of(shopId);
      if (this.#keeping && !this.#filled.has(shopId)) await this.#load(shopId, shelf, this.#keeping);
      this.#filled.add(shopId);
      return fillShelf(shopId, shelf, this.#ports, setImmediate);
    });
    // The base answers without it; the next change tries again.
    if (touched > 0 || !this.#of(shopId).index.isTidy()) this.#tidyLater(shopId, "knowledge-index-not-saved");
    return touched;
  }

  useGlossary(shopId: ShopId, file: GlossaryFile | null): void {
    const { index } = this.#of(shopId);
    if (this.#glossaryText(shopId) === (file?.text ?? null)) return;
    this.#glossaries.set(shopId, file);
    const glossary = file?.glossary ?? null;
    index.useGlossary(glossary);
    this.#namers.set(shopId, glossary ? createThingNamer(glossary) : () => []);
    // What was saved of an index that is not filled yet must not be overwritten with nothing.
    if (this.#filled.has(shopId) && !index.isTidy()) this.#tidyLater(shopId, "glossary-not-read");
  }

  settle(): Promise<void> {
    return this.#inTidyings(() => Promise.resolve());
  }

  embed(shopId: ShopId, signal: AbortSignal): Promise<boolean> {
    return embedKnowledge(shopId, passagesOf(this.#of(shopId)), this.#ports, signal);
  }

  close(): void {
    this.#life.abort();
  }

  #of(shopId: ShopId): Shelf {
    const known = this.#shelves.get(shopId);
    if (known) return known;
    const made = emptyShelf();
    this.#shelves.set(shopId, made);
    return made;
  }

  #glossaryText(shopId: ShopId): string | null {
    return this.#glossaries.get(shopId)?.text ?? null;
  }

  #load(shopId: ShopId, shelf: Shelf, { files }: ShelfKeeping): Promise<void> {
    return loadShelf(shopId, shelf, { files, glossary: this.#glossaryText(shopId) });
  }

  #tidyLater(shopId: ShopId, event: string): void {
    const onFault = (error: unknown) => this.#ports.log.warn(event, { fault: String(error) });
    this.#inTidyings(() => this.#tidy(shopId)).catch(onFault);
  }

  async #tidy(shopId: ShopId): Promise<void> {
    // Before the long work, too: a server that is stopped soon after its first start need not analyse everything again.
    await this.#save(shopId);
    if (this.#keeping?.place && !this.#of(shopId).index.isLearnt()) await this.#learnBeside(shopId, this.#keeping);
    const { index } = this.#of(shopId);
    if (index.isTidy() || this.#life.signal.aborted) return;
    await runGently(index.tidyGently(), setImmediate);
    await this.#save(shopId);
  }

  async #save(shopId: ShopId): Promise<void> {
    const files = this.#keeping?.files;
    if (files) await saveShelf(shopId, this.#of(shopId), { files, glossary: this.#glossaryText(shopId) });
  }

  /** By a process beside this one; what it saved takes the place of what is here, with what has changed since. */
  async #learnBeside(shopId: ShopId, keeping: ShelfKeeping): Promise<void> {
    const { place } = keeping;
    if (place === null) return;
    try {
      const { held } = this.#of(shopId);
      await learnShelf({ place, shopId, glossary: this.#glossaryText(shopId), held }, this.#life.signal);
      const learnt = emptyShelf();
      const readWith = this.#glossaries.get(shopId);
      learnt.index.useGlossary(readWith?.glossary ?? null);
      await this.#load(shopId, learnt, keeping);
      await this.#inFills(async () => {
        await fillShelf(shopId, learnt, this.#ports, setImmediate);
        const glossary = this.#glossaries.get(shopId);
        if (glossary !== readWith) learnt.index.useGlossary(glossary?.glossary ?? null);
        this.#shelves.set(shopId, learnt);
      });
    } catch (error) {
      // It is learnt here, then.
      if (!this.#life.signal.aborted) this.#ports.log.warn("knowledge-not-learnt-beside", { fault: String(error) });
    }
  }
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
