/** The story of a case in three lines, written by a model: after each hand-over by a worker, and when an agent asks. */
import { type WrittenBrief, writeBrief } from "../../assistant/copilot/write-brief.ts";
import type { CaseSummary, NewSummary, SaidTriage, SummaryOutcome } from "../../contracts/copilot.ts";
import type { TicketId } from "../../contracts/ids.ts";
import type { Language } from "../../contracts/language.ts";
import type { Ports } from "../../contracts/ports.ts";
import type { Agent } from "../../contracts/stores.ts";
import { assertMay } from "../../shared/assert-may.ts";
import { encodeMoney } from "../../shared/money.ts";
import { type CaseMaterial, type CasePorts, findCase } from "./read-case.ts";

export type SummaryPorts = CasePorts & Pick<Ports, "copilot" | "model">;

export type SummedUp =
  | { readonly kind: "written"; readonly summary: NewSummary; readonly triage: SaidTriage }
  | { readonly kind: "failed"; readonly reason: string };

/** Asks a model, stores nothing. */
export async function sumUpCase(
  found: CaseMaterial,
  language: Language,
  ports: Pick<Ports, "model" | "texts" | "clock">,
  signal: AbortSignal,
): Promise<SummedUp> {
  if (found.said.length === 0) return { kind: "failed", reason: "nothing-said" };
  const { shop, said, known, lastSeq } = found;
  const task = { shopId: shop.shopId, language, said, record: recordOf(found), known, signal };
  const brief: WrittenBrief = await writeBrief(task, ports);
  if (brief.kind === "failed") return { kind: "failed", reason: brief.reason };
  const { lines, triage, model, promptVersion } = brief;
  return { kind: "written", triage, summary: { ...lines, language, upToSeq: lastSeq, model, promptVersion } };
}

/** For an agent, in their language. What is there already for the same words is not paid for twice, unless asked for anew. */
export async function writeSummary(
  agent: Agent,
  wish: { readonly ticketId: TicketId; readonly language: Language; readonly isAnew: boolean },
  ports: SummaryPorts,
  signal: AbortSignal,
): Promise<SummaryOutcome> {
  assertMay(agent, "tickets:work");
  const found = await findCase(agent, wish.ticketId, ports);
  const before = await findSummary(found, wish.language, ports);
  if (before && (!wish.isAnew || before.upToSeq === found.lastSeq)) return { kind: "written", summary: before };
  const summed = await sumUpCase(found, wish.language, ports, signal);
  if (summed.kind === "failed") return summed;
  await ports.copilot.saveSummary(agent.shopId, wish.ticketId, summed.summary);
  const summary = await findSummary(found, wish.language, ports);
  return summary ? { kind: "written", summary } : { kind: "failed", reason: "nothing-said" };
}

async function findSummary(
  { shop, ticket }: CaseMaterial,
  language: Language,
  { copilot }: Pick<Ports, "copilot">,
): Promise<CaseSummary | null> {
  const all = await copilot.summariesOf(shop.shopId, ticket.ticketId);
  return all.find((each) => each.language === language) ?? null;
}

/** In our own words for a model; of people nothing that it need not know. */
function recordOf({ ticket, order, otherCases }: CaseMaterial): readonly string[] {
  return [
    `why it was handed over: ${ticket.reason}`,
    `sorted as: ${ticket.category}, priority ${ticket.priority}`,
    ...(ticket.tags.length > 0 ? [`tags: ${ticket.tags.join(", ")}`] : []),
    ...(order ? [`order: ${order.orderNumber}, ${order.status}`] : []),
    ...(order?.total ? [`order total: ${encodeMoney(order.total)} ${order.total.currency}`] : []),
    `other cases of this buyer: ${otherCases}`,
  ];
}
