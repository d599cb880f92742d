/** Whose thread this browser shows: the buyer's whom the page vouches for, and never the one of who was signed in before. */
import type { OpenSessionReply } from "../../wire.ts";
import type { PageFacts } from "./read-page.ts";

const SESSION_KEY = "dragoman:session";
const KEPT = "dragoman:language";

/** Never fails: without an answer the buyer is a visitor like any other. */
export async function settleIdentity({ base, identity }: Pick<PageFacts, "base" | "identity">): Promise<void> {
  try {
    const before = localStorage.getItem(SESSION_KEY);
    const own = before?.startsWith("v") && before.length === 44 ? before : null;
    const token = identity === null ? null : await exchange(base, identity, own);
    // Signed out, or somebody else: the thread on this screen goes with its owner.
    if (token === null ? own !== null : token !== before) forget();
    if (token !== null) localStorage.setItem(SESSION_KEY, token);
  } catch {
    // No storage, no network: nothing was changed.
  }
}

async function exchange(base: string, identity: string, own: string | null): Promise<string | null> {
  const response = await fetch(`${base}session`, {
    method: "POST",
    credentials: "omit",
    headers: { "content-type": "application/json", ...(own === null ? {} : { "x-dragoman-session": own }) },
    body: JSON.stringify({ identity }),
  });
  return response.ok ? ((await response.json()) as OpenSessionReply).token : null;
}

function forget(): void {
  for (const key of Object.keys(localStorage)) {
    if (key.startsWith("dragoman:") && key !== KEPT) localStorage.removeItem(key);
  }
}
