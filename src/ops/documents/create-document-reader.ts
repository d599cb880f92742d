/** Reads foreign documents in a child process with limits of time and memory; a child that goes wrong is replaced. */
import { type ChildProcess, fork } from "node:child_process";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import type { DecodeOutcome, DocumentFault, DocumentReader, ForeignDocument } from "../../contracts/document.ts";
import { refuse } from "./refuse.ts";

export interface ReaderLimits {
  readonly maxBytes: number;
  readonly timeoutMs: number;
  readonly maxRssBytes: number;
}

export const READER_LIMITS: ReaderLimits = { maxBytes: 20_000_000, timeoutMs: 30_000, maxRssBytes: 700_000_000 };

const CHILD_FILE = fileURLToPath(new URL("./document-child.ts", import.meta.url));
/** The heap alone, beyond which V8 aborts; what a parser holds beside it is watched from outside. */
const HEAP_MB = 384;
const WATCH_MS = 100;
/** A crawl reads page after page; between two imports no process need wait. */
const IDLE_MS = 5_000;
const PAGE_BYTES = 4_096;

export function createDocumentReader(limits: ReaderLimits = READER_LIMITS): DocumentReader {
  let child: ChildProcess | null = null;
  let last: Promise<unknown> = Promise.resolve();
  let idle: NodeJS.Timeout | null = null;
  let isClosed = false;

  function end(): void {
    if (idle) clearTimeout(idle);
    child?.kill("SIGKILL");
    child = null;
  }

  async function readOne(document: ForeignDocument): Promise<DecodeOutcome> {
    if (isClosed) return refuse("too-slow");
    if (document.bytes.byteLength > limits.maxBytes) return refuse("too-large");
    if (idle) clearTimeout(idle);
    child ??= startChild();
    const outcome = await ask(child, document, limits);
    if (outcome.kind === "died") end();
    else idle = setTimeout(end, IDLE_MS).unref();
    return outcome.kind === "died" ? refuse(outcome.fault) : outcome;
  }

  return {
    read(document) {
      const reading = last.then(() => readOne(document));
      last = reading;
      return reading;
    },
    async close() {
      isClosed = true;
      end();
      await last;
    },
  };
}

function startChild(): ChildProcess {
  return fork(CHILD_FILE, [], {
    execArgv: [`--max-old-space-size=${HEAP_MB}`, "--permission", "--allow-fs-read=*"],
    serialization: "advanced",
    stdio: ["ignore", "ignore", "ignore", "ipc"],
    // Nothing of ours: no key, no address.
    env: {},
  });
}

type Asked = DecodeOutcome | { readonly kind: "died"; readonly fault: DocumentFault };

function ask(child: ChildProcess, document: ForeignDocument, limits: ReaderLimits): Promise<Asked> {
  return new Promise((resolve) => {
    const finish = (outcome: Asked): void => {
      clearTimeout(tooSlow);
      clearInterval(watch);
      child.off("message", onMessage);
      child.off("exit", onExit);
      child.off("error", onExit);
      resolve(outcome);
    };
    const die = (fault: DocumentFault): void => finish({ kind: "died", fault });
    const onMessage = (outcome: DecodeOutcome): void => finish(outcome);
    const onExit = (): void => die(child.signalCode === "SIGABRT" ? "too-much-memory" : "damaged");
    const tooSlow = setTimeout(() => die("too-slow"), limits.timeoutMs);
    const watch = setInterval(() => {
      void readRss(child.pid).then((bytes) => {
        if (bytes > limits.maxRssBytes) die("too-much-memory");
      });
    }, WATCH_MS);
    child.once("message", onMessage);
    child.once("exit", onExit);
    child.once("error", onExit);
    const { name, bytes, contentType } = document;
    child.send({ name, bytes, ...(contentType === undefined ? {} : { contentType }) }, (error) => {
      if (error) onExit();
    });
  });
}

/** 0 where the system has no such file: the heap's own limit must do there. */
async function readRss(pid: number | undefined): Promise<number> {
  const statm = await readFile(`/proc/${pid}/statm`, "utf8").catch(() => "");
  return Number(statm.split(" ")[1] ?? 0) * PAGE_BYTES;
}
