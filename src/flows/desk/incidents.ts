/** An incident from the first word to the last: declared, approved, told, answered with, closed. */
import { AppError } from "../../contracts/errors.ts";
import type { ArticleKey, ShopId } from "../../contracts/ids.ts";
import type { Incident, IncidentId, IncidentMatch, IncidentPage, IncidentText } from "../../contracts/incident.ts";
import type { NewDraft } from "../../contracts/knowledge-base.ts";
import type { Language } from "../../contracts/language.ts";
import type { Ports } from "../../contracts/ports.ts";
import type { Agent } from "../../contracts/stores.ts";
import { readAskedPlaces } from "../../knowledge/places/cover-places.ts";
import { cleanText } from "../../shared/clean-text.ts";
import { matchesIncident } from "../../tickets/match-incident.ts";
import { announceKnowledge, assertMayPublish, assertPublishable } from "../edit-knowledge.ts";
import { findVoice } from "../case/open-case.ts";
import { type DeskPorts, tellConsole } from "./desk-ports.ts";
import { sayAbout } from "./say-notice.ts";

export type IncidentPorts = DeskPorts & Pick<Ports, "incidents" | "knowledgeBase" | "feedback" | "shops" | "agents">;

export interface NewIncident extends IncidentMatch {
  readonly texts: Incident["texts"];
}

/** Known to the assistant within a second; nobody who is affected is told before somebody approves. */
export async function declareIncident(agent: Agent, wanted: NewIncident, ports: IncidentPorts): Promise<IncidentPage> {
  assertMayPublish(agent);
  const texts = cleanTexts(wanted.texts);
  const { categories, places, words } = wanted;
  if (categories.length + places.length + words.length === 0) {
    throw new AppError("REQUEST_INVALID", "Say whom it concerns: a category, a country or words of the buyer.");
  }
  const incidentId = ports.ids.next<IncidentId>();
  const articleKey = `incident-${incidentId.slice(0, 8)}${incidentId.slice(-4)}` as ArticleKey;
  const incident = { incidentId, texts, categories, places, words, articleKey, declaredBy: agent.agentId };
  await ports.incidents.insert(agent.shopId, incident, writeArticles(agent, incident));
  announceKnowledge(agent.shopId, ports);
  await ports.feedback.closeGroups(agent.shopId, [articleKey], agent.agentId);
  await linkIncident(agent.shopId, await mustFind(agent, incidentId, ports), ports);
  return readIncident(agent, incidentId, ports);
}

export async function readIncident(agent: Agent, incidentId: IncidentId, ports: IncidentPorts): Promise<IncidentPage> {
  const incident = await mustFind(agent, incidentId, ports);
  const affected = await ports.incidents.affected(agent.shopId, incidentId);
  const missing = new Set(affected.map(({ language }) => language).filter((language) => !incident.texts[language]));
  const writer = incident.textsBy && (await ports.agents.get(agent.shopId, incident.textsBy));
  return { incident, affected, missing: [...missing], writer: writer?.name ?? null };
}

/** From here on everybody affected is told, those who come later, too. */
export async function approveIncident(
  agent: Agent,
  incidentId: IncidentId,
  ports: IncidentPorts,
): Promise<IncidentPage> {
  assertMayPublish(agent);
  await mustFind(agent, incidentId, ports);
  if (!(await ports.incidents.approve(agent.shopId, incidentId, agent.agentId))) throw over();
  await tellAffected(agent.shopId, ports);
  return readIncident(agent, incidentId, ports);
}

/** The assistant stops saying it, and who was told that it happened is told that it is over. */
export async function closeIncident(agent: Agent, incidentId: IncidentId, ports: IncidentPorts): Promise<IncidentPage> {
  assertMayPublish(agent);
  await mustFind(agent, incidentId, ports);
  if (!(await ports.incidents.close(agent.shopId, incidentId, agent.agentId))) throw over();
  announceKnowledge(agent.shopId, ports);
  await tellAffected(agent.shopId, ports);
  return readIncident(agent, incidentId, ports);
}

/** Part of the desk's work: tickets that have come since are linked, and told when somebody has approved it. */
export async function workIncidents(shopId: ShopId, ports: IncidentPorts): Promise<number> {
  for (const incident of await ports.incidents.open(shopId)) await linkIncident(shopId, incident, ports);
  return tellAffected(shopId, ports);
}

async function linkIncident(shopId: ShopId, incident: Incident, { incidents }: IncidentPorts): Promise<void> {
  const candidates = await incidents.candidates(shopId, incident.incidentId);
  if (!candidates) return;
  const { tickets, lookedUntil } = candidates;
  const ticketIds = tickets
    .filter((ticket) => matchesIncident(ticket, readAskedPlaces(ticket.note, ticket.language), incident))
    .map(({ ticketId }) => ticketId);
  await incidents.link(shopId, incident.incidentId, { ticketIds, lookedUntil });
}

const AT_ONCE = 100;

async function tellAffected(shopId: ShopId, ports: IncidentPorts): Promise<number> {
  const untold = await ports.incidents.untold(shopId, AT_ONCE);
  const shop = await ports.shops.get(shopId);
  for (const each of untold) await tell(shopId, each, { ports, fallback: shop?.defaultLanguage ?? "en" });
  if (untold.length > 0) ports.doorbell.ringOutbox(shopId);
  return untold.length;
}

/** A notice of the shop: true whoever holds the conversation. Told and marked as told are one transaction. */
async function tell(
  shopId: ShopId,
  { incident, ticket, what }: Awaited<ReturnType<IncidentPorts["incidents"]["untold"]>>[number],
  { ports, fallback }: { readonly ports: IncidentPorts; readonly fallback: Language },
): Promise<void> {
  const conversation = await findVoice({ shopId, ticketId: ticket.ticketId }, ports);
  if (!conversation) return;
  const language = incident.texts[ticket.language] ? ticket.language : fallback;
  const written = incident.texts[language] ?? Object.values(incident.texts)[0];
  const text = (what === "opening" ? written?.apology : written?.closing) ?? "";
  const { incidentId } = incident;
  const name = `incident-${what}-${incidentId}`;
  const told = { name, speaker: "notice", text, language, choices: [] } as const;
  const result = await ports.conversations.change(shopId, conversation.conversationId, conversation.epoch, {
    queue: text === "" ? [] : sayAbout(ticket, conversation, told, ports),
    incident: { incidentId, ticketId: ticket.ticketId, told: what, textsVersion: incident.textsVersion },
    audit: [{ actor: { kind: "system" }, action: `incident-${what}`, detail: { ticket: ticket.number } }],
  });
  // Overtaken by somebody who changed hands or the words, the next look tells them; by another worker, they are told.
  if (result.kind === "changed") tellConsole(shopId, ticket, ports);
}

/** What the assistant says in each language. Throws REQUEST_INVALID for what no buyer should read. */
export function writeArticles(
  agent: Agent,
  { articleKey, texts, words }: Pick<Incident, "articleKey" | "texts" | "words">,
): readonly NewDraft[] {
  return Object.entries(texts).map(([language, { title, answer }]) => {
    const text = { title, body: answer, questions: [title], tags: words.slice(0, 20), url: null, reviewedUntil: null };
    assertPublishable(text);
    return {
      articleKey,
      language: language as Language,
      text,
      source: { kind: "console" },
      authorId: agent.agentId,
      reason: "incident",
    };
  });
}

export function cleanTexts(texts: Incident["texts"]): Incident["texts"] {
  const cleaned = Object.entries(texts).map(
    ([language, { title, answer, apology, closing }]): [string, IncidentText] => [
      language,
      {
        title: cleanText(title).trim(),
        answer: cleanText(answer).trim(),
        apology: cleanText(apology).trim(),
        closing: cleanText(closing).trim(),
      },
    ],
  );
  if (cleaned.length === 0)
    throw new AppError("REQUEST_INVALID", "Write in one language at least what buyers are told.");
  const gap = cleaned.find(([, { title, answer, apology }]) => title === "" || answer === "" || apology === "");
  if (gap)
    throw new AppError("REQUEST_INVALID", `Write title, answer and apology in every language you add (${gap[0]}).`);
  return Object.fromEntries(cleaned);
}

export async function mustFind(agent: Agent, incidentId: IncidentId, { incidents }: IncidentPorts): Promise<Incident> {
  const incident = await incidents.get(agent.shopId, incidentId);
  if (!incident) throw new AppError("NOT_FOUND", "This incident does not exist.");
  return incident;
}

export function over(): AppError {
  return new AppError("TRANSITION_FORBIDDEN", "Somebody has approved or closed it before; reload to see.");
}
