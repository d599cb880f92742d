/**
 * After a hand-over, beside everything else: each case is summed up once, and sorted once more by a model, which may raise
 * and correct, never lower, and never what a person has sorted. Without a model nothing is claimed.
 */
import type { BriefClaim, SaidTriage } from "../../contracts/copilot.ts";
import type { ShopId } from "../../contracts/ids.ts";
import type { Language } from "../../contracts/language.ts";
import type { Ports } from "../../contracts/ports.ts";
import { promiseReply } from "../../tickets/promise-reply.ts";
import { refineTriage } from "../../tickets/refine-triage.ts";
import { tellConsole } from "../desk/desk-ports.ts";
import { type CaseMaterial, readCase } from "./read-case.ts";
import { sumUpCase, type SummaryPorts } from "./sum-up-case.ts";

export type BriefPorts = SummaryPorts & Pick<Ports, "translations" | "doorbell" | "live" | "log" | "metrics">;

/** A few at a time: more would only fill the model server's queue. */
const AT_ONCE = 4;
/** Longer than a call may take. */
const LEASE_MS = 60_000;
/** A server that is down, or a budget that is spent, is not asked all the time. */
const RETRY_MS = 60_000;
const BUDGET_RETRY_MS = 30 * 60_000;

/** Returns how many were looked at. */
export async function briefHandovers(shopId: ShopId, ports: BriefPorts, signal: AbortSignal): Promise<number> {
  if (!ports.model || signal.aborted) return 0;
  const claims = await ports.copilot.claimBriefs(shopId, AT_ONCE, LEASE_MS);
  await Promise.all(
    claims.map((claim) =>
      brief(shopId, claim, ports, signal).catch((error: unknown) => {
        // One that fails is leased, and comes again; the others are not held up.
        ports.log.error("brief-failed", error);
      }),
    ),
  );
  return claims.length;
}

async function brief(
  shopId: ShopId,
  { ticketId, attempt }: BriefClaim,
  ports: BriefPorts,
  signal: AbortSignal,
): Promise<void> {
  const found = await readCase(shopId, ticketId, ports);
  if (!found || found.said.length === 0) return ports.copilot.closeBrief(shopId, ticketId, null);
  const summed = await sumUpCase(found, await languageFor(found, ports), ports, signal);
  ports.metrics.count("briefs_total", { outcome: summed.kind === "written" ? "written" : summed.reason });
  if (summed.kind === "failed") {
    const wait = summed.reason === "budget" ? BUDGET_RETRY_MS : RETRY_MS * attempt;
    return ports.copilot.deferBrief(shopId, ticketId, wait);
  }
  await refine(found, summed.triage, ports);
  // Last: it remembers how the case is sorted now, so that what the model corrected is not taken for a new hand-over.
  await ports.copilot.closeBrief(shopId, ticketId, summed.summary);
  tellConsole(shopId, found.ticket, ports);
}

/** What whoever has it reads; while nobody has it, what the shop speaks. */
async function languageFor({ shop, ticket }: CaseMaterial, { translations }: BriefPorts): Promise<Language> {
  if (ticket.agentId === null) return shop.defaultLanguage;
  const { consoleLanguage, reads } = await translations.agentLanguage(shop.shopId, ticket.agentId);
  return consoleLanguage ?? reads?.[0] ?? shop.defaultLanguage;
}

async function refine({ shop, ticket }: CaseMaterial, said: SaidTriage, ports: BriefPorts): Promise<void> {
  const refined = refineTriage(ticket, said);
  if (!refined) return;
  const { priority, category } = refined;
  const settings = await ports.desk.settings(shop.shopId);
  const isRaised = priority !== ticket.priority;
  const isChanged = await ports.copilot.refine(shop.shopId, {
    ticketId: ticket.ticketId,
    expect: { priority: ticket.priority, category: ticket.category },
    priority,
    category,
    promise: isRaised ? promiseReply({ ...ticket, priority }, settings) : null,
    audit: {
      actor: { kind: "system" },
      action: "triage-refined",
      detail: {
        ticket: ticket.number,
        by: "model",
        why: said.why,
        ...(isRaised ? { priority, priorityBefore: ticket.priority } : {}),
        ...(category === ticket.category ? {} : { category, categoryBefore: ticket.category }),
      },
    },
  });
  // Another priority or subject may be for somebody who is free.
  if (isChanged) ports.doorbell.ringDesk(shop.shopId);
}
