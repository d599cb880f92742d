/** Visitor sessions: a random token the browser keeps, and the thread derived from it. The token is stored nowhere. */
import { createHash, randomBytes } from "node:crypto";
import type { HttpRequest } from "../../src/contracts/channel-adapter.ts";

/** A phone whose connection died silently must not lock itself out, so the oldest stream makes room. */
const MAX_STREAMS_PER_THREAD = 8;
const MAX_STREAMS_PER_ADDRESS = 200;
const MAX_STREAMS = 10_000;

/** 256 bits, so guessing one is out of reach. */
export function createToken(): string {
  return randomBytes(32).toString("base64url");
}

/** For a buyer whom the shop vouches for: the letter says that the thread has a name to be looked up. */
export function createBuyerToken(): string {
  return `v${createToken()}`;
}

export function isBuyerToken(token: string): boolean {
  return token.length === 44;
}

/** The thread of the session in the request's header, or null when there is none of the right form. */
export function findThreadKey(request: HttpRequest): string | null {
  const token = request.headers["x-dragoman-session"];
  return token !== undefined && /^v?[A-Za-z0-9_-]{43}$/.test(token) ? threadKeyOf(token) : null;
}

/** One way: who reads the database cannot speak as the visitor. */
export function threadKeyOf(token: string): string {
  return createHash("sha256").update(token).digest("hex");
}

/** Counts the open streams of this process. */
export interface StreamSeats {
  /** False when the address or the process has too many. */
  hasRoom(address: string): boolean;
  /** Takes a seat, ending the thread's oldest stream when it has too many. Returns the way to leave. */
  take(threadKey: string, address: string, end: () => void): () => void;
}

export function createStreamSeats(): StreamSeats {
  const byThread = new Map<string, Set<() => void>>();
  const byAddress = new Map<string, number>();
  let total = 0;
  const leave = (threadKey: string, address: string, end: () => void) => {
    const ends = byThread.get(threadKey);
    if (!ends?.delete(end)) return;
    total -= 1;
    if (ends.size === 0) byThread.delete(threadKey);
    const left = (byAddress.get(address) ?? 1) - 1;
    if (left > 0) byAddress.set(address, left);
    else byAddress.delete(address);
  };
  return {
    hasRoom: (address) => total < MAX_STREAMS && (byAddress.get(address) ?? 0) < MAX_STREAMS_PER_ADDRESS,
    take(threadKey, address, end) {
      const ends = byThread.get(threadKey) ?? new Set();
      byThread.set(threadKey, ends.add(end));
      byAddress.set(address, (byAddress.get(address) ?? 0) + 1);
      total += 1;
      const [oldest] = ends;
      if (ends.size > MAX_STREAMS_PER_THREAD && oldest) oldest();
      return () => leave(threadKey, address, end);
    },
  };
}
