/**
 * From a buyer's stored words to a queued reply or a ticket. Read it from top to bottom: language, route, action,
 * settle. Whatever throws leaves the messages pending; the third time, the turn becomes a ticket.
 */
import { answerQuestion } from "../assistant/answer-question.ts";
import type { TurnClaim } from "../contracts/conversation.ts";
import type { Language } from "../contracts/language.ts";
import type { ConversationChange, Shop } from "../contracts/stores.ts";
import { detectLanguage } from "../languages/detect-language.ts";
import { outboundIdOf } from "../outbox/compose-outbound.ts";
import { decideRoute, type Route } from "../routing/decide-route.ts";
import { assertNever } from "../shared/assert-never.ts";
import { handOff } from "./hand-off.ts";
import { greet, sayAnswer, sayNotice } from "./speak.ts";
import { NOTHING, type Turn, type TurnOutcome, type TurnPorts } from "./turn.ts";

export async function handleTurn(claim: TurnClaim, shop: Shop, ports: TurnPorts, signal: AbortSignal): Promise<void> {
  const found = detectLanguage(textOf(claim), {
    allowed: shop.languages,
    conversation: claim.conversation.language,
    localeHint: claim.conversation.localeHint,
  });
  const { conversation } = claim;
  const language = conversation.isLanguageChosen && conversation.language ? conversation.language : found.language;
  const route = decideRoute({
    conversation,
    pending: claim.pending,
    attempt: claim.attempt,
    cues: ports.texts.cues,
  });
  const turn: Turn = { claim, shop, language, ports, signal };
  const outcome = await act(route, turn);
  await settle(turn, outcome);
}

async function act(route: Route, turn: Turn): Promise<TurnOutcome> {
  switch (route.kind) {
    case "leave-to-agent":
      return { change: { queue: [], audit: [] }, record: { ...NOTHING, outcome: "left-to-agent", writtenBy: null } };
    case "give-up":
      return handOff(turn, "failed-repeatedly", null);
    case "open-ticket":
      return handOff(turn, route.reason, null);
    case "greet":
      return greet(turn);
    case "thank":
      return sayNotice(turn, "thanks-reply");
    case "help":
      return sayNotice(turn, "help");
    case "ask-language":
      return sayNotice(turn, "language-choose", turn.shop.languages);
    case "set-language":
      return setLanguage(turn, route.language);
    case "show-article":
    case "answer":
      return answer(turn, route);
    default:
      return assertNever(route);
  }
}

function setLanguage(turn: Turn, language: Language): TurnOutcome {
  if (!turn.shop.languages.includes(language)) return sayNotice(turn, "language-unknown", turn.shop.languages);
  const said = sayNotice({ ...turn, language }, "language-set");
  return { ...said, change: { ...said.change, language: { language, isChosen: true } } };
}

async function answer(turn: Turn, route: Extract<Route, { kind: "answer" | "show-article" }>): Promise<TurnOutcome> {
  const { claim, ports } = turn;
  const adapter = ports.channels.adapterOf(claim.conversation.accountId);
  // Without a model the answer is there before a typing sign would be.
  if (ports.model) void adapter?.showTyping?.(claim.conversation.address);
  const draftId = outboundIdOf({ kind: "answer", inReplyTo: claim.pending[0].messageId }, ports.ids);
  const { answer: found, record } = await answerQuestion(
    {
      shopId: turn.shop.shopId,
      question: route.question,
      language: turn.language,
      recent: claim.recent,
      clarifyCount: claim.conversation.clarifyCount,
      ...(route.kind === "show-article" ? { articleKey: route.articleKey } : {}),
      signal: turn.signal,
      onDraft: (text) => adapter?.showDraft?.(claim.conversation.address, draftId, text),
    },
    ports,
  );
  // The buyer went on typing while the model was thinking: one answer to all of it is better. Only once, so that
  // nobody who types on and on is left without an answer.
  const mayWait = ports.model !== null && claim.pending.length === 1;
  if (mayWait && (await ports.conversations.hasNewer(claim))) {
    return { change: { queue: [], audit: [] }, record: { ...NOTHING, outcome: "superseded", writtenBy: null } };
  }
  if (found.kind === "handoff") return handOff(turn, found.reason, { ...record, confidence: found.confidence });
  return sayAnswer(turn, found, record);
}

async function settle(turn: Turn, outcome: TurnOutcome): Promise<void> {
  const { claim, ports } = turn;
  const { shopId, conversationId } = claim.conversation;
  const isNewLanguage = !claim.conversation.isLanguageChosen && claim.conversation.language !== turn.language;
  const change: ConversationChange = isNewLanguage
    ? { language: { language: turn.language, isChosen: false }, ...outcome.change }
    : outcome.change;
  const result = await ports.conversations.settleTurn(claim, change, outcome.record);
  ports.metrics.count("turns_total", { outcome: result.kind === "overtaken" ? "overtaken" : outcome.record.outcome });
  if (result.kind === "overtaken" || outcome.record.outcome === "superseded") {
    ports.doorbell.ringTurns(shopId);
    return;
  }
  if (change.queue.length > 0) ports.doorbell.ringOutbox(shopId);
  if (change.openTicket) {
    ports.live.publish(`console:${shopId}`, {
      kind: "ticket-changed",
      ticketId: change.openTicket.ticketId,
      conversationId,
    });
  }
  ports.live.publish(`console:${shopId}`, { kind: "message-added", conversationId });
}

function textOf(claim: TurnClaim): string {
  return claim.pending
    .flatMap((each) => each.message.parts.flatMap((part) => (part.kind === "text" ? [part.text] : [])))
    .join("\n");
}
