/**
 * Learns a saved shelf in a process of its own: what the learning scatters over memory is given back with the process,
 * and nobody who is answered meanwhile waits for a step of it.
 */
import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { ShopId } from "../../contracts/ids.ts";

/** Where the index of every shop is saved, and by which version of the code. */
export interface IndexPlace {
  readonly root: string;
  readonly version: string;
}

export interface LearnRequest {
  readonly place: IndexPlace;
  readonly shopId: ShopId;
  /** The text of the shop's glossary. */
  readonly glossary: string | null;
  /** What of the saved articles is still good, by `<articleKey>/<language>`. */
  readonly held: ReadonlyMap<string, string>;
}

const CHILD_FILE = fileURLToPath(new URL("./learn-child.ts", import.meta.url));

/** What is saved afterwards is what was learnt. Throws when it came to nothing, or was stopped. */
export async function learnShelf(request: LearnRequest, signal: AbortSignal): Promise<void> {
  const child = fork(CHILD_FILE, [], {
    serialization: "advanced",
    // Nothing of ours: no key, no address.
    env: {},
    execArgv: [],
    stdio: ["ignore", "ignore", "ignore", "ipc"],
    signal,
    killSignal: "SIGKILL",
  });
  child.send(request, () => {});
  const [code, killedBy] = (await once(child, "exit")) as [number | null, string | null];
  if (code !== 0) throw new Error(`The process that learns ended with ${code ?? killedBy}.`);
}
