/** A reply for an agent to look at, by the assistant's own door: proven by articles, checked, in the buyer's language. Never sent by itself. */
import { answerQuestion } from "../../assistant/answer-question.ts";
import type { Answer } from "../../contracts/answer.ts";
import type { PendingMessage } from "../../contracts/conversation.ts";
import type { SuggestedReply } from "../../contracts/copilot.ts";
import type { MessageId, TicketId } from "../../contracts/ids.ts";
import type { Ports } from "../../contracts/ports.ts";
import type { Agent } from "../../contracts/stores.ts";
import { assertMay } from "../../shared/assert-may.ts";
import { createToolBench } from "../tools/open-tools.ts";
import { type CaseMaterial, type CasePorts, findCase } from "./read-case.ts";

export type ReplyPorts = CasePorts &
  Pick<Ports, "copilot" | "searchOf" | "model" | "embedder" | "vectors" | "log" | "metrics">;

export async function suggestReply(
  agent: Agent,
  ticketId: TicketId,
  ports: ReplyPorts,
  signal: AbortSignal,
): Promise<SuggestedReply> {
  assertMay(agent, "tickets:work");
  const found = await findCase(agent, ticketId, ports);
  const { question, isOpen, ticket } = found;
  if (ticket.reason === "self-harm") return { kind: "nothing", reason: "own-words" };
  if (question === null || !isOpen) return { kind: "nothing", reason: "nothing-asked" };
  const bench = createToolBench(benchTurn(found, question, ports));
  const { answer, record } = await answerQuestion(
    {
      shopId: agent.shopId,
      question,
      language: found.language,
      recent: found.said.filter(({ speaker }) => speaker !== "notice"),
      // Nobody is asked back: what is not sure is not suggested.
      clarifyCount: 0,
      knowledgeLanguage: found.shop.defaultLanguage,
      voice: found.shop.voice ?? null,
      known: found.known,
      ...(ports.model ? { openTools: () => bench.open() } : {}),
      signal,
    },
    ports,
  );
  const suggested = readAnswer(answer, record.fault);
  const outcome = suggested.kind === "suggested" ? suggested.writtenBy : suggested.reason;
  ports.metrics.count("suggested_replies_total", { outcome });
  await ports.copilot.note(agent.shopId, ticket.conversationId, [
    ...bench.audit,
    {
      actor: { kind: "agent", agentId: agent.agentId },
      action: "reply-suggested",
      detail: { ticket: ticket.number, outcome, promptVersion: record.promptVersion, model: record.model },
    },
  ]);
  return suggested;
}

function readAnswer(answer: Answer, fault: string | null): SuggestedReply {
  if (answer.kind !== "answered") return { kind: "nothing", reason: fault ?? "not-sure" };
  const { text, language, citations, writtenBy } = answer;
  const sources = citations.map(({ articleKey, title, quote, url }, at) => ({
    number: at + 1,
    articleKey,
    title,
    quote,
    url: url !== null && /^https:\/\//iu.test(url) ? url : null,
  }));
  // The marks belong to the sources beside it; an agent's own words have none.
  const said = writtenBy === "model" ? text.replace(/\s?\[\d{1,3}\]/gu, "") : text;
  return { kind: "suggested", text: said, language, sources, writtenBy };
}

/** The tools see what a turn would show them, and are as careful. */
function benchTurn(found: CaseMaterial, question: string, ports: ReplyPorts): Parameters<typeof createToolBench>[0] {
  const { shop, language, conversation, said } = found;
  const heard: PendingMessage = {
    messageId: "suggest" as MessageId,
    seq: found.lastSeq,
    attempt: 1,
    message: {
      threadKey: conversation.address.threadKey,
      senderKey: "",
      senderName: null,
      externalId: "suggest",
      parts: [{ kind: "text", text: question }],
      locale: null,
      sentAt: ports.clock.now(),
    },
  };
  return { shop, language, ports, heard: [heard], claim: { conversation, recent: said } };
}
