/** Faults by script: which calls fail, how, and how often. */
import type { Json } from "./bot-state.ts";

export interface Fault {
  /** "*" strikes every method but getUpdates, so that a bot keeps hearing. */
  readonly method: string;
  /** Answers with this status in Telegram's words, or in `description`. */
  readonly code?: number;
  readonly description?: string;
  readonly retryAfter?: number;
  /** How many calls it strikes; one unless told otherwise. */
  readonly times?: number;
  /** Strikes only this chat. */
  readonly chatId?: number;
  /** Strikes only calls whose parameters hold this text. */
  readonly contains?: string;
  /** The status comes with a proxy's HTML page. */
  readonly html?: boolean;
  /** Never answers; with `accept` the call has taken effect. */
  readonly hang?: boolean;
  readonly accept?: boolean;
  /** The call takes effect and the connection is cut instead of an answer. */
  readonly cutAfterAccept?: boolean;
  /** The connection is cut before the call takes effect. */
  readonly cut?: boolean;
  /** Answers with exactly this body, status `code` or 200; the call takes effect only with `accept`. */
  readonly body?: string;
  readonly delayMs?: number;
}

export interface FaultScript {
  add(fault: Fault): void;
  clear(): void;
  list(): readonly Fault[];
  /** The fault for this call, used up by one. */
  take(method: string, parameters: Json): Fault | null;
}

export function createFaultScript(): FaultScript {
  let pending: { fault: Fault; left: number }[] = [];
  return {
    add: (fault) => void pending.push({ fault, left: fault.times ?? 1 }),
    clear: () => void (pending = []),
    list: () => pending.map((entry) => entry.fault),
    take(method, parameters) {
      const entry = pending.find(({ fault }) => isStruck(fault, method, parameters));
      if (!entry) return null;
      entry.left -= 1;
      pending = pending.filter((one) => one.left > 0);
      return entry.fault;
    },
  };
}

function isStruck({ method, chatId, contains }: Fault, called: string, parameters: Json): boolean {
  if (method === "*" ? called === "getUpdates" : method.toLowerCase() !== called.toLowerCase()) return false;
  if (chatId !== undefined && Number(parameters["chat_id"]) !== chatId) return false;
  return contains === undefined || JSON.stringify(parameters).includes(contains);
}
