/** The imports that run in this process and the last ones that did: started by people, watched, stopped. */
import type { AgentId, Branded, Instant, ShopId } from "../../contracts/ids.ts";
import { AppError } from "../../contracts/errors.ts";
import type { Language } from "../../contracts/language.ts";
import type { Ports } from "../../contracts/ports.ts";
import type { KnowledgeSource } from "../../contracts/sources.ts";
import type { Shop } from "../../contracts/stores.ts";
import { keyOf } from "../../knowledge/split-document.ts";
import { importDocuments, type ImportReport } from "./import-documents.ts";
import { runSource, type SourcePorts } from "./run-source.ts";

export type ImportRunId = Branded<"ImportRunId">;

export type ImportRunState =
  | { readonly kind: "running"; readonly done: number; readonly total: number }
  /** Stopped half-way: what was read until then is kept. */
  | { readonly kind: "done" | "stopped"; readonly report: ImportReport; readonly endedAt: Instant }
  | { readonly kind: "failed"; readonly endedAt: Instant };

export interface ImportRun {
  readonly runId: ImportRunId;
  readonly what: "file" | KnowledgeSource["kind"];
  /** The file's name, or the source's address. */
  readonly name: string;
  readonly startedAt: Instant;
  readonly state: ImportRunState;
}

export interface ImportedFile {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly language: Language | null;
  readonly publishes: boolean;
}

export interface ImportRuns {
  /** Newest first. */
  ofShop(shopId: ShopId): readonly ImportRun[];
  /** Resolves when it is through; a caller who goes away does not stop it. */
  takeFile(shop: Shop, file: ImportedFile, by: AgentId): Promise<ImportRun>;
  /** Returns at once. A source that is running already is not started twice. */
  startSource(shop: Shop, source: KnowledgeSource, by: AgentId): ImportRun;
  /** False when there is nothing to stop. */
  stop(shopId: ShopId, runId: ImportRunId): boolean;
  /** Stops them all and waits for their ends. */
  close(): Promise<void>;
}

export type ImportRunPorts = SourcePorts & Pick<Ports, "ids">;

const MAX_KEPT = 30;
/** Each holds a file in memory, or visits somebody's server. */
const MAX_RUNNING = 4;

export function createImportRuns(ports: ImportRunPorts): ImportRuns {
  return new ProcessRuns(ports);
}

interface Entry {
  run: ImportRun;
  readonly stopping: AbortController;
  readonly ended: Promise<void>;
}

type Begun = Pick<ImportRun, "what" | "name">;
type Work = (signal: AbortSignal, onPage: (done: number, total: number) => void) => Promise<ImportReport>;

class ProcessRuns implements ImportRuns {
  readonly #ports: ImportRunPorts;
  readonly #entries = new Map<ShopId, Entry[]>();
  #isClosed = false;

  constructor(ports: ImportRunPorts) {
    this.#ports = ports;
  }

  ofShop(shopId: ShopId): readonly ImportRun[] {
    return (this.#entries.get(shopId) ?? []).map(({ run }) => run);
  }

  async takeFile(shop: Shop, { name, bytes, language, publishes }: ImportedFile, by: AgentId): Promise<ImportRun> {
    const keyPrefix = keyOf(name.replace(/\.[a-z]{2,8}$/i, ""));
    // By its name alone it is the same file the next time, from whichever computer.
    const options = { shop, sourceKey: `upload:${name}`, publishes, isDryRun: false, by };
    const document = { name, bytes, keyPrefix, url: null, language };
    const entry = this.#begin(shop.shopId, { what: "file", name }, () =>
      importDocuments([document], options, this.#ports),
    );
    await entry.ended;
    return entry.run;
  }

  startSource(shop: Shop, source: KnowledgeSource, by: AgentId): ImportRun {
    const { kind: what, url: name } = source;
    const running = this.ofShop(shop.shopId).find(
      (run) => run.state.kind === "running" && run.what === what && run.name === name,
    );
    if (running) return running;
    return this.#begin(shop.shopId, { what, name }, (signal, onPage) =>
      runSource({ shop, source, signal, by, onPage }, this.#ports),
    ).run;
  }

  stop(shopId: ShopId, runId: ImportRunId): boolean {
    const entry = this.#entries.get(shopId)?.find(({ run }) => run.runId === runId);
    if (entry?.run.state.kind !== "running") return false;
    entry.stopping.abort();
    return true;
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    const entries = [...this.#entries.values()].flat();
    for (const { stopping } of entries) stopping.abort();
    await Promise.all(entries.map(({ ended }) => ended));
  }

  #begin(shopId: ShopId, begun: Begun, work: Work): Entry {
    const before = this.#entries.get(shopId) ?? [];
    const running = before.filter(({ run }) => run.state.kind === "running").length;
    if (running >= MAX_RUNNING || this.#isClosed) {
      throw new AppError("TOO_MANY_REQUESTS", "Other imports are running; wait until one of them ends.");
    }
    const { clock, ids } = this.#ports;
    const state = { kind: "running", done: 0, total: 1 } as const;
    const run: ImportRun = { ...begun, runId: ids.next<ImportRunId>(), startedAt: clock.now(), state };
    const stopping = new AbortController();
    let settle = (): void => {};
    const ended = new Promise<void>((resolve) => (settle = resolve));
    const entry: Entry = { run, stopping, ended };
    void this.#follow(shopId, entry, work).finally(settle);
    const kept = before.filter((each, at) => at < MAX_KEPT - 1 || each.run.state.kind === "running");
    this.#entries.set(shopId, [entry, ...kept]);
    return entry;
  }

  /** The edge of a run: whatever went wrong ends in its state and in the log. */
  async #follow(shopId: ShopId, entry: Entry, work: Work): Promise<void> {
    const become = (state: ImportRunState): void => {
      entry.run = { ...entry.run, state };
    };
    const { signal } = entry.stopping;
    const { clock, log } = this.#ports;
    try {
      const report = await work(signal, (done, total) => become({ kind: "running", done, total }));
      become({ kind: signal.aborted ? "stopped" : "done", report, endedAt: clock.now() });
    } catch (error) {
      log.error("knowledge-import-failed", error, { shopId });
      become({ kind: "failed", endedAt: clock.now() });
    }
  }
}
