/** How soon a person must look at a case, by what the buyer said, told by cues. */
import type { TicketPriority } from "../contracts/ticket.ts";

export interface TriageInput {
  /** The cues of everything the buyer said in this turn, see routing/match-cues. */
  readonly cues: ReadonlySet<string>;
}

export interface Triage {
  readonly priority: TicketPriority;
}

/** Somebody may be hurt, or a term set by others is running. */
const URGENT_CUES = ["self-harm", "safety", "legal", "dispute", "authority"] as const;
export function triageMessage({ cues }: TriageInput): Triage {
  return { priority: choosePriority(cues) };
}

function choosePriority(cues: ReadonlySet<string>): TicketPriority {
  if (URGENT_CUES.some((cue) => cues.has(cue))) return "urgent";
  if (cues.has("press")) return "high";
  if (cues.has("complaint")) return cues.has("urgent") ? "urgent" : "high";
  return "normal";
}
