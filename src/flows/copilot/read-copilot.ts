/** What stands beside a case at once: its summary, or what is known without one, and what fits it. No model is asked. */
import type { CaseFacts, CopilotView } from "../../contracts/copilot.ts";
import type { TicketId } from "../../contracts/ids.ts";
import type { Language } from "../../contracts/language.ts";
import type { Ports } from "../../contracts/ports.ts";
import type { Agent } from "../../contracts/stores.ts";
import { assertMay } from "../../shared/assert-may.ts";
import { truncateText } from "../../shared/clean-text.ts";
import { encodeMoney } from "../../shared/money.ts";
import { type CaseMaterial, findCase } from "./read-case.ts";
import { suggestArticles, suggestMacros, suggestTags } from "./suggest-fitting.ts";
import type { SummaryPorts } from "./sum-up-case.ts";

export type CopilotPorts = SummaryPorts & Pick<Ports, "macros" | "searchOf">;

const MAX_SHOWN_QUESTION = 280;
const MAX_TITLES = 3;

export async function readCopilot(
  agent: Agent,
  { ticketId, language }: { readonly ticketId: TicketId; readonly language: Language | null },
  ports: CopilotPorts,
): Promise<CopilotView> {
  assertMay(agent, "tickets:read");
  const found = await findCase(agent, ticketId, ports);
  const [summaries, macros, tags] = await Promise.all([
    ports.copilot.summariesOf(agent.shopId, ticketId),
    suggestMacros(agent, found, ports),
    suggestTags(found, ports),
  ]);
  const summary = summaries.find((each) => each.language === language) ?? summaries[0] ?? null;
  return {
    hasModel: ports.model !== null,
    summary,
    isStale: summary !== null && found.said.some(({ seq, speaker }) => seq > summary.upToSeq && speaker !== "notice"),
    facts: readFacts(found),
    macros,
    tags,
    articles: suggestArticles(found, ports),
  };
}

function readFacts(found: CaseMaterial): CaseFacts {
  const { ticket, said, question, order } = found;
  const tried = said.filter(({ speaker }) => speaker === "assistant");
  return {
    question: question === null ? null : truncateText(question, MAX_SHOWN_QUESTION),
    category: ticket.category,
    reason: ticket.reason,
    triedTitles: [...new Set(tried.flatMap(({ sources }) => sources.map(({ title }) => title)))].slice(-MAX_TITLES),
    askedBack: tried.filter(({ choices }) => choices.some(({ choiceId }) => choiceId.startsWith("article:"))).length,
    priority: ticket.priority,
    tags: ticket.tags,
    order: order && {
      number: order.orderNumber,
      amount: order.total ? encodeMoney(order.total) : null,
      currency: order.total?.currency ?? null,
    },
    otherCases: found.otherCases,
  };
}
