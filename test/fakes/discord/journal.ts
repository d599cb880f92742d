/** What happened at the fake Discord, in order, for tests to look at. */

export type GatewayEvent = "connected" | "identify" | "resume" | "heartbeat" | "closed";

export type JournalEntry =
  | {
      readonly kind: "rest";
      readonly at: number;
      readonly method: string;
      readonly path: string;
      readonly body: unknown;
      /** Null when no answer was given. */
      readonly status: number | null;
    }
  | {
      readonly kind: "gateway";
      readonly at: number;
      readonly event: GatewayEvent;
      /** The sequence of a RESUME or heartbeat, the code of a close. */
      readonly number: number | null;
      readonly sessionId: string | null;
    };

export interface Journal {
  readonly entries: readonly JournalEntry[];
  readonly rest: (method?: string, pathPart?: string) => Extract<JournalEntry, { kind: "rest" }>[];
  readonly gateway: (event?: string) => Extract<JournalEntry, { kind: "gateway" }>[];
  add(entry: JournalEntry): void;
}

/** Keeps the newest 20,000 entries, so that a fake can run for days. */
export function createJournal(): Journal {
  const entries: JournalEntry[] = [];
  return {
    entries,
    rest: (method, pathPart = "") =>
      entries.filter(
        (entry) => entry.kind === "rest" && (method ?? entry.method) === entry.method && entry.path.includes(pathPart),
      ) as Extract<JournalEntry, { kind: "rest" }>[],
    gateway: (event) =>
      entries.filter((entry) => entry.kind === "gateway" && (event ?? entry.event) === entry.event) as Extract<
        JournalEntry,
        { kind: "gateway" }
      >[],
    add(entry) {
      entries.push(entry);
      if (entries.length > 20_000) entries.splice(0, 1_000);
    },
  };
}
