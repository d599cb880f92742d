/** An agent's draft said otherwise: rewritten, shorter, friendlier, more formal, without mistakes. Nothing is stored or sent. */
import { MAX_DRAFT_LENGTH, rewriteDraft } from "../../assistant/copilot/rewrite-draft.ts";
import type { Rewritten, RewriteManner } from "../../contracts/copilot.ts";
import { AppError } from "../../contracts/errors.ts";
import type { TicketId } from "../../contracts/ids.ts";
import type { Ports } from "../../contracts/ports.ts";
import type { Agent } from "../../contracts/stores.ts";
import { detectLanguage } from "../../languages/detect-language.ts";
import { assertMay } from "../../shared/assert-may.ts";
import { cleanText } from "../../shared/clean-text.ts";
import { type CasePorts, findCase } from "./read-case.ts";

export interface RewriteWish {
  readonly ticketId: TicketId;
  readonly text: string;
  readonly manner: RewriteManner;
}

export async function rewriteReply(
  agent: Agent,
  wish: RewriteWish,
  ports: CasePorts & Pick<Ports, "model" | "metrics">,
  signal: AbortSignal,
): Promise<Rewritten> {
  assertMay(agent, "tickets:work");
  const found = await findCase(agent, wish.ticketId, ports);
  const draft = cleanText(wish.text).trim();
  if (draft.length > MAX_DRAFT_LENGTH) {
    throw new AppError(
      "REQUEST_INVALID",
      `Drafts of up to ${MAX_DRAFT_LENGTH} characters can be rewritten; this one is longer.`,
    );
  }
  // Agents may write in their own language, too.
  const { language } = detectLanguage(draft, { allowed: found.shop.languages, conversation: null, localeHint: null });
  const { shopId } = agent;
  const rewritten = await rewriteDraft(
    { shopId, draft, manner: wish.manner, language, known: found.known, signal },
    ports,
  );
  const outcome = rewritten.kind === "failed" ? rewritten.reason : rewritten.kind;
  ports.metrics.count("rewrites_total", { manner: wish.manner, outcome });
  return rewritten;
}
