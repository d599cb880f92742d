/** How soon a person must look at a case: by what the buyer said, told by cues, and by the shop's service promise. */
import type { Instant } from "../contracts/ids.ts";
import type { TicketPriority } from "../contracts/ticket.ts";

export interface TriageInput {
  /** The cues of everything the buyer said in this turn, see routing/match-cues. */
  readonly cues: ReadonlySet<string>;
  readonly openedAt: Instant;
}

export interface Triage {
  readonly priority: TicketPriority;
  readonly firstReplyDueAt: Instant;
}

/** The founding documents' promise: urgent complaints within two hours, everything else within a day. */
const URGENT_REPLY_MS = 2 * 60 * 60 * 1_000;
/** Somebody may be hurt, or a term set by others is running. */
const URGENT_CUES = ["self-harm", "safety", "legal", "dispute", "authority"] as const;
const REPLY_MS = 24 * 60 * 60 * 1_000;

export function triageMessage({ cues, openedAt }: TriageInput): Triage {
  const priority = choosePriority(cues);
  const replyMs = priority === "urgent" ? URGENT_REPLY_MS : REPLY_MS;
  return { priority, firstReplyDueAt: (openedAt + replyMs) as Instant };
}

function choosePriority(cues: ReadonlySet<string>): TicketPriority {
  if (URGENT_CUES.some((cue) => cues.has(cue))) return "urgent";
  if (cues.has("press")) return "high";
  if (cues.has("complaint")) return cues.has("urgent") ? "urgent" : "high";
  return "normal";
}
