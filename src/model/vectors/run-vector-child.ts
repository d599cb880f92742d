/** Keeps the child process alive: starts it, matches replies to requests, restarts it with growing pauses. */
import { type ChildProcess, fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { Logger } from "../../contracts/runtime.ts";
import type { IndexHead, VectorReply, VectorRequest } from "./vector-message.ts";

/** Distributes over the union, so that each kind of request keeps its own fields. */
type Unnumbered<T> = T extends VectorRequest ? Omit<T, "requestId"> : never;

export interface VectorChild {
  /** What the child can search right now; empty while it is away. */
  readonly heads: ReadonlyMap<string, IndexHead>;
  readonly pid: number | null;
  /** False when it did not become ready in that time, or was closed. */
  whenReady(timeoutMs: number): Promise<boolean>;
  /** Null when the child failed, ended or did not answer in time. Never throws. */
  ask(request: Unnumbered<VectorRequest>, timeoutMs: number): Promise<VectorReply | null>;
  /** After a change that the child confirmed. */
  note(shopId: string, head: IndexHead | null): void;
  kill(): void;
  close(): Promise<void>;
}

interface ChildOptions {
  readonly root: string;
  readonly model: string;
  readonly log: Logger;
  /** Before the first restart; doubles each time. */
  readonly restartMs: number;
}

const MAX_RESTART_MS = 30_000;
/** A child that lived this long was well: its end is a new story. */
const WELL_AFTER_MS = 60_000;
const CHILD_FILE = fileURLToPath(new URL("./vector-child.ts", import.meta.url));

export function runVectorChild(options: ChildOptions): VectorChild {
  return new RunningChild(options);
}

class RunningChild implements VectorChild {
  readonly heads = new Map<string, IndexHead>();
  readonly #options: ChildOptions;
  readonly #waiting = new Map<number, (reply: VectorReply | null) => void>();
  #onReady: (() => void)[] = [];
  #child: ChildProcess | null = null;
  #isReady = false;
  /** Whether this child ever was; `kill` takes back only `#isReady`. */
  #wasReady = false;
  #isClosed = false;
  #startedAt = 0;
  #failures = 0;
  #crashesWhileReading = 0;
  #lastRequestId = 0;
  #restartTimer: NodeJS.Timeout | null = null;

  constructor(options: ChildOptions) {
    this.#options = options;
    this.#start();
  }

  get pid(): number | null {
    return this.#child?.pid ?? null;
  }

  #start(): void {
    const mode = this.#crashesWhileReading >= 2 ? "empty" : "load";
    const child = fork(CHILD_FILE, [this.#options.root, this.#options.model, mode], {
      serialization: "advanced",
      // No environment: the child needs none of it, and keys have no business there.
      env: {},
      // A young generation of the usual size only makes the child 25 MB larger: it allocates little.
      execArgv: ["--max-semi-space-size=2"],
      stdio: ["ignore", "ignore", "ignore", "ipc"],
    });
    this.#child = child;
    this.#startedAt = Date.now();
    child.on("message", (reply: VectorReply) => this.#take(reply));
    child.on("error", () => this.#end(child, null, null));
    child.on("exit", (code, signal) => this.#end(child, code, signal));
  }

  #take(reply: VectorReply): void {
    if (reply.kind !== "ready") {
      this.#waiting.get(reply.requestId)?.(reply);
      return;
    }
    for (const head of reply.heads) this.heads.set(head.shopId, head);
    this.#isReady = true;
    this.#wasReady = true;
    this.#crashesWhileReading = 0;
    this.#options.log.info("vector-child-ready", { shops: reply.heads.length, unreadable: reply.unreadable });
    for (const resolve of this.#onReady.splice(0)) resolve();
  }

  #end(child: ChildProcess, code: number | null, signal: NodeJS.Signals | null): void {
    if (this.#child !== child) return;
    this.#child = null;
    if (!this.#wasReady) this.#crashesWhileReading += 1;
    this.#isReady = false;
    this.#wasReady = false;
    this.heads.clear();
    for (const resolve of this.#waiting.values()) resolve(null);
    if (this.#isClosed) return;
    this.#failures = Date.now() - this.#startedAt > WELL_AFTER_MS ? 0 : this.#failures;
    const afterMs = Math.min(this.#options.restartMs * 2 ** this.#failures, MAX_RESTART_MS);
    this.#failures += 1;
    this.#options.log.warn("vector-child-ended", { code, signal, afterMs });
    this.#restartTimer = setTimeout(() => this.#start(), afterMs).unref();
  }

  whenReady(timeoutMs: number): Promise<boolean> {
    if (this.#isReady || this.#isClosed) return Promise.resolve(this.#isReady);
    return new Promise((resolve) => {
      const timer = setTimeout(() => resolve(false), timeoutMs);
      this.#onReady.push(() => {
        clearTimeout(timer);
        resolve(this.#isReady);
      });
    });
  }

  ask(request: Unnumbered<VectorRequest>, timeoutMs: number): Promise<VectorReply | null> {
    const child = this.#child;
    if (!child?.connected || !this.#isReady) return Promise.resolve(null);
    this.#lastRequestId += 1;
    const requestId = this.#lastRequestId;
    return new Promise((resolve) => {
      const finish = (reply: VectorReply | null): void => {
        clearTimeout(timer);
        this.#waiting.delete(requestId);
        resolve(reply);
      };
      const timer = setTimeout(() => finish(null), timeoutMs);
      this.#waiting.set(requestId, finish);
      child.send({ ...request, requestId }, (error) => {
        if (error) finish(null);
      });
    });
  }

  note(shopId: string, head: IndexHead | null): void {
    if (head) this.heads.set(shopId, head);
    else this.heads.delete(shopId);
  }

  kill(): void {
    // From here on, not from its exit: nobody may take the dying child for a ready one.
    this.#isReady = false;
    this.heads.clear();
    this.#child?.kill("SIGKILL");
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    if (this.#restartTimer) clearTimeout(this.#restartTimer);
    for (const resolve of this.#onReady.splice(0)) resolve();
    const child = this.#child;
    if (!child) return;
    const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
    if (child.connected) child.disconnect();
    // In the middle of a long build it hears nothing: two seconds, then by force. What is on disk stays whole.
    const force = setTimeout(() => child.kill("SIGKILL"), 2_000);
    await ended;
    clearTimeout(force);
  }
}
