/** Changes what is said of an incident that goes on: for the assistant at once, for buyers who have not been told yet. */
import type { Incident, IncidentEdited, IncidentId, IncidentText } from "../../contracts/incident.ts";
import type { Language } from "../../contracts/language.ts";
import type { Agent } from "../../contracts/stores.ts";
import { announceKnowledge, assertMayPublish } from "../edit-knowledge.ts";
import { cleanTexts, type IncidentPorts, mustFind, over, readIncident, writeArticles } from "./incidents.ts";

export interface IncidentEdit {
  /** All languages: one that is left out is said no more. */
  readonly texts: Incident["texts"];
  /** The version one was looking at. */
  readonly basedOn: number;
}

/** Who was told keeps what they read. Throws NOT_ALLOWED, NOT_FOUND, REQUEST_INVALID, TRANSITION_FORBIDDEN once it is closed. */
export async function editIncident(
  agent: Agent,
  incidentId: IncidentId,
  { texts: wanted, basedOn }: IncidentEdit,
  ports: IncidentPorts,
): Promise<IncidentEdited> {
  assertMayPublish(agent);
  const texts = cleanTexts(wanted);
  const before = await mustFind(agent, incidentId, ports);
  const { articleKey, words } = before;
  const done = await ports.incidents.rewrite(agent.shopId, {
    incidentId,
    texts,
    basedOn,
    by: agent.agentId,
    articles: writeArticles(agent, { articleKey, words, texts: pickAnswered(before.texts, texts) }),
    withdrawn: listLanguages(before.texts).filter((language) => !texts[language]),
  });
  if (done === "over") throw over();
  if (done === "saved") announceKnowledge(agent.shopId, ports);
  return { kind: done, page: await readIncident(agent, incidentId, ports) };
}

/** Only those whose article changes: what somebody has mended in the knowledge base meanwhile stays. */
function pickAnswered(before: Incident["texts"], texts: Incident["texts"]): Incident["texts"] {
  const isSame = (one: IncidentText | undefined, other: IncidentText) =>
    one?.title === other.title && one.answer === other.answer;
  return Object.fromEntries(
    Object.entries(texts).filter(([language, text]) => !isSame(before[language as Language], text)),
  );
}

function listLanguages(texts: Incident["texts"]): readonly Language[] {
  return Object.keys(texts) as Language[];
}
