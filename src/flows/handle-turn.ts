/**
 * From a buyer's stored words to a queued reply or a ticket. Read it from top to bottom: language, route, action,
 * settle. Whatever throws leaves the messages pending; the third time, the turn becomes a ticket.
 */
import { answerQuestion } from "../assistant/answer-question.ts";
import type { Voice } from "../contracts/answer.ts";
import type { PendingMessage, TurnClaim } from "../contracts/conversation.ts";
import type { Instant } from "../contracts/ids.ts";
import type { Language } from "../contracts/language.ts";
import type { NewOutbound, TimelineMessage } from "../contracts/message.ts";
import type { ConversationChange, Shop } from "../contracts/stores.ts";
import { detectLanguage } from "../languages/detect-language.ts";
import { outboundIdOf } from "../outbox/compose-outbound.ts";
import { decideRoute, MAX_ATTEMPTS, type Route } from "../routing/decide-route.ts";
import { readCommand } from "../routing/read-command.ts";
import { assertNever } from "../shared/assert-never.ts";
import { hearCase } from "./after/hear-case.ts";
import { TOLD_AGAIN_MS } from "./desk/tell-place.ts";
import { weighCase } from "./desk/weigh-case.ts";
import { handOff } from "./hand-off.ts";
import { isTap, splitRatings, takeRating } from "./rate-answer.ts";
import { greet, sayAnswer, sayNotice } from "./speak.ts";
import { chooseToolStep } from "./tools/choose-step.ts";
import { createToolBench } from "./tools/open-tools.ts";
import { useTool } from "./tools/use-tool.ts";
import { findManner, sayManner } from "./translation/manners.ts";
import { NOTHING, type Turn, type TurnOutcome, type TurnPorts } from "./turn.ts";
import { watchTakeover } from "./watch-takeover.ts";

export async function handleTurn(claim: TurnClaim, shop: Shop, ports: TurnPorts, signal: AbortSignal): Promise<void> {
  const isPoison = claim.attempt > MAX_ATTEMPTS;
  const language = chooseLanguage(claim, isPoison ? "" : textOf(claim), shop);
  const desk = await ports.desk.settings(shop.shopId);
  const turn: Turn = { claim, heard: claim.pending, shop, desk, language, ports, signal };
  const outcome = isPoison ? giveUp(turn) : await actBesideTaps(turn);
  await settle(turn, await weighCase(turn, outcome));
}

/** Taps on thumbs are kept beside whatever else was said; alone they are no question. */
async function actBesideTaps(turn: Turn): Promise<TurnOutcome> {
  const { ratings, rest } = splitRatings(turn.heard);
  const [first, ...others] = rest;
  if (!first) return takeRating(turn, ratings);
  const asked: Turn = { ...turn, heard: [first, ...others] };
  const outcome = await hearCase(asked, { routeOf, act });
  return ratings.length === 0 ? outcome : { ...outcome, change: { ...outcome.change, rates: ratings } };
}

/** Whatever broke before was looking at these words: nobody looks at them again, a person reads them. */
function giveUp(turn: Turn): TurnOutcome {
  return turn.claim.conversation.holder.kind === "assistant"
    ? handOff(turn, "failed-repeatedly", null)
    : leaveToAgent(turn);
}

function chooseLanguage({ conversation }: TurnClaim, text: string, shop: Shop): Language {
  if (conversation.isLanguageChosen && conversation.language) return conversation.language;
  const { language, localeHint } = conversation;
  return detectLanguage(text, { allowed: shop.languages, conversation: language, localeHint }).language;
}

function routeOf({ claim, heard, ports }: Turn): Route {
  const { conversation, attempt } = claim;
  return decideRoute({ conversation, pending: heard, attempt, cues: ports.texts.cues });
}

/** A form that is open, or words that ask for a tool, go before an article; a person goes before both. */
async function act(route: Route, turn: Turn): Promise<TurnOutcome> {
  const step = await chooseToolStep(turn, route);
  return step ? useTool(step, turn, () => actOn(route, turn)) : actOn(route, turn);
}

async function actOn(route: Route, turn: Turn): Promise<TurnOutcome> {
  switch (route.kind) {
    case "leave-to-agent":
      return leaveToAgent(turn);
    case "give-up":
      return giveUp(turn);
    case "open-ticket":
      return handOff(turn, route.reason, null);
    case "greet":
      return greet(turn);
    case "thank":
      return sayNotice(turn, "thanks-reply");
    case "help":
      return sayNotice(turn, "help");
    case "ask-language":
      return withTheRest(turn, sayNotice(turn, "language-choose", turn.shop.languages));
    case "set-language":
      return setLanguage(turn, route.language);
    case "show-article":
    case "answer":
      return answer(turn, route);
    default:
      return assertNever(route);
  }
}

/** "Still there?": who waits for anybody hears their place again, but not all the time. */
function leaveToAgent({ claim, ports }: Turn): TurnOutcome {
  const record: TurnOutcome["record"] = { ...NOTHING, outcome: "left-to-agent", writtenBy: null };
  const isQueued = claim.conversation.holder.kind === "queue";
  const toldBefore = (ports.clock.now() - TOLD_AGAIN_MS) as Instant;
  const asksPlace = isQueued ? { placeToldBefore: toldBefore } : {};
  return { change: { wakesTicket: true, ...asksPlace, queue: [], audit: [] }, record };
}

function setLanguage(turn: Turn, language: Language): Promise<TurnOutcome> {
  if (!turn.shop.languages.includes(language)) {
    return withTheRest(turn, sayNotice(turn, "language-unknown", turn.shop.languages));
  }
  const chosen = { ...turn, language };
  const said = sayNotice(chosen, "language-set");
  return withTheRest(chosen, { ...said, change: { ...said.change, language: { language, isChosen: true } } });
}

/** A question typed right before or behind the choice of a language is answered too, in the same breath. */
async function withTheRest(turn: Turn, said: TurnOutcome): Promise<TurnOutcome> {
  const [first, ...others] = turn.heard.filter((pending) => !isLanguageCommand(pending));
  // All of it: the language was asked for in words, which have had their answer now.
  if (!first || others.length + 1 === turn.heard.length) return said;
  const rest: Turn = { ...turn, heard: [first, ...others] };
  const outcome = await act(routeOf(rest), rest);
  // Beside a hand-over the confirmation is the shop's, too: the assistant says nothing once people have the case.
  const beside = outcome.change.holder ? said.change.queue.map(asNotice) : said.change.queue;
  const queue = [...beside, ...outcome.change.queue];
  return { ...outcome, change: { ...said.change, ...outcome.change, queue } };
}

function asNotice(message: NewOutbound): NewOutbound {
  return { ...message, speaker: "notice" };
}

function isLanguageCommand({ message }: PendingMessage): boolean {
  return message.parts.every((part) => readCommand(part)?.kind === "language");
}

async function answer(turn: Turn, route: Extract<Route, { kind: "answer" | "show-article" }>): Promise<TurnOutcome> {
  const { claim, ports } = turn;
  const adapter = ports.channels.adapterOf(claim.conversation.accountId);
  // Without a model the answer is there before a typing sign would be.
  if (ports.model) void adapter?.showTyping?.(claim.conversation.address);
  const draftId = outboundIdOf({ kind: "answer", inReplyTo: turn.heard[0].messageId }, ports.ids);
  const takeover = watchTakeover(claim.conversation, ports);
  const bench = createToolBench(turn);
  const { answer: found, record } = await answerQuestion(
    {
      shopId: turn.shop.shopId,
      question: route.question,
      language: turn.language,
      recent: claim.recent.filter((message) => isHeard(message) && !isTap(message) && message.isProof !== true),
      clarifyCount: claim.conversation.clarifyCount,
      knowledgeLanguage: turn.shop.defaultLanguage,
      voice: turn.shop.voice ?? null,
      manner: await mannerOf(turn),
      known: namesOf(turn),
      ...(ports.model ? { openTools: () => bench.open() } : {}),
      ...(route.kind === "show-article" ? { articleKey: route.articleKey } : {}),
      signal: AbortSignal.any([turn.signal, takeover.signal]),
      ...(adapter?.capabilities.canShowDraft
        ? {
            onDraft(text: string) {
              if (!takeover.signal.aborted) adapter.showDraft?.(claim.conversation.address, draftId, text);
            },
          }
        : {}),
    },
    ports,
  ).finally(takeover.stop);
  // The program stops: what was cut short is no answer, and no reason to call a person. It is taken up again.
  if (ports.model) turn.signal.throwIfAborted();
  const outcome =
    found.kind === "handoff"
      ? handOff(turn, found.reason, { ...record, confidence: found.confidence })
      : sayAnswer(turn, found, record, await ports.knowledgeBase.rules(turn.shop.shopId));
  // Only while a model thinks can anybody type on, and only once: who types on and on is not left without an answer.
  const change = { ...outcome.change, audit: [...bench.audit, ...outcome.change.audit] };
  return { ...outcome, change, yieldsToNewer: ports.model !== null && claim.pending.length === 1 };
}

/** Only a model has manners to mind: without one the passages speak. */
async function mannerOf({ claim, language, shop, ports }: Turn): Promise<Voice | null> {
  if (!ports.model) return null;
  const { localeHint } = claim.conversation;
  const manner = await findManner(shop.shopId, { language, localeHint }, ports);
  if (!manner) return null;
  const text = sayManner(manner, ports.texts.manners);
  return { text, version: ports.ids.derive(text) };
}

/** By which the platform knows the buyer, so that a model need not. */
function namesOf({ heard }: Turn): readonly { readonly kind: "name"; readonly value: string }[] {
  const names = new Set(heard.flatMap(({ message }) => message.senderName ?? []));
  return [...names].map((value) => ({ kind: "name", value }));
}

/** The buyer knows nothing of what was never sent; an answer must not build on it. */
function isHeard({ delivery }: TimelineMessage): boolean {
  return delivery !== "cancelled" && delivery !== "refused";
}

async function settle(turn: Turn, outcome: TurnOutcome): Promise<void> {
  const { claim, ports } = turn;
  const { shopId, conversationId } = claim.conversation;
  const isNewLanguage = !claim.conversation.isLanguageChosen && claim.conversation.language !== turn.language;
  const change: ConversationChange = isNewLanguage
    ? { language: { language: turn.language, isChosen: false }, ...outcome.change }
    : outcome.change;
  const yieldsToNewer = outcome.yieldsToNewer ?? false;
  const result = await ports.conversations.settleTurn(claim, change, outcome.record, { yieldsToNewer });
  ports.metrics.count("turns_total", { outcome: result.kind === "changed" ? outcome.record.outcome : result.kind });
  if (result.kind !== "changed") {
    ports.doorbell.ringTurns(shopId);
    return;
  }
  if (change.queue.length > 0) ports.doorbell.ringOutbox(shopId);
  const ticketId = (change.openTicket ?? change.ticket ?? change.scores?.[0])?.ticketId;
  if (change.holder) ports.doorbell.ringDesk(shopId);
  if (ticketId) ports.live.publish(`console:${shopId}`, { kind: "ticket-changed", ticketId, conversationId });
  const { holder } = claim.conversation;
  const part = holder.kind === "assistant" ? {} : { ticketId: holder.ticketId };
  ports.live.publish(`console:${shopId}`, { kind: "message-added", conversationId, ...part });
}

function textOf(claim: TurnClaim): string {
  return claim.pending
    .flatMap((each) => each.message.parts.flatMap((part) => (part.kind === "text" ? [part.text] : [])))
    .join("\n");
}
