/** What the assistant says in a turn: an answer with sources, a question back, or a notice. */
import type { Answer } from "../contracts/answer.ts";
import type { ChannelCapabilities } from "../contracts/channel-adapter.ts";
import type { PassageId } from "../contracts/ids.ts";
import type { AnswerRules } from "../contracts/knowledge-base.ts";
import type { Language } from "../contracts/language.ts";
import type { Choice, NewOutbound, Source } from "../contracts/message.ts";
import type { TurnRecord } from "../contracts/stores.ts";
import { languageLabel, languageName } from "../languages/language-name.ts";
import { composeOutbound, type Utterance } from "../outbox/compose-outbound.ts";
import { offerRating } from "./offer-rating.ts";
import { NOTHING, type Turn, type TurnOutcome } from "./turn.ts";

/** For a channel that was switched off since: the message waits in the outbox until it is on again. */
const PLAIN_CHANNEL: ChannelCapabilities = {
  maxTextLength: 2_000,
  maxChoices: 5,
  maxChoiceLabelLength: 60,
  canShowTyping: false,
  canShowDraft: false,
  hasSendKey: false,
  canStartConversation: false,
  maxSendsPerSecond: 1,
  maxSendsPerSecondPerThread: 1,
};

export function compose(turn: Turn, utterance: Omit<Utterance, "language">): readonly NewOutbound[] {
  const { claim, ports } = turn;
  const adapter = ports.channels.adapterOf(claim.conversation.accountId);
  return composeOutbound({ ...utterance, language: turn.language }, adapter?.capabilities ?? PLAIN_CHANNEL, ports.ids);
}

/** The way to a person stands under everything the assistant says that is not an answer. */
export function personChoice(turn: Turn): Choice {
  return { choiceId: "person", label: turn.ports.texts.notice("talk-to-person", turn.language) };
}

export function sayNotice(turn: Turn, notice: string, languages: readonly Language[] = []): TurnOutcome {
  const text = turn.ports.texts.notice(notice, turn.language, {
    shop: turn.shop.name,
    language: languageName(turn.language, turn.language),
  });
  const queue = compose(turn, {
    cause: { kind: "notice", notice, inReplyTo: turn.heard[0].messageId },
    // Fenced like an answer: after a take-over the assistant does not even say hello. While a person has the
    // conversation it is the shop's system that says which language was set, not the assistant.
    speaker: turn.claim.conversation.holder.kind === "assistant" ? "assistant" : "notice",
    text,
    choices: languages.map((each) => ({ choiceId: `language:${each}`, label: languageLabel(each) })),
  });
  return { change: { queue, audit: [] }, record: NOTHING };
}

export function greet(turn: Turn): TurnOutcome {
  const { texts } = turn.ports;
  const isReturning = turn.claim.recent.length > 0;
  const queue = compose(turn, {
    cause: { kind: "notice", notice: "greeting", inReplyTo: turn.heard[0].messageId },
    speaker: "assistant",
    text: texts.notice(isReturning ? "greeting-returning" : "greeting", turn.language, { shop: turn.shop.name }),
    choices: [
      ...[1, 2, 3].map((n) => ({
        choiceId: `ask:${n}`,
        label: texts.notice(`widget-suggestion-${n}`, turn.language),
      })),
      personChoice(turn),
    ],
  });
  return { change: { queue, audit: [] }, record: NOTHING };
}

export function sayAnswer(
  turn: Turn,
  answer: Exclude<Answer, { kind: "handoff" }>,
  record: Pick<TurnRecord, "promptVersion" | "model" | "fault" | "steps">,
  rules: AnswerRules,
): TurnOutcome {
  const cause = { kind: "answer", inReplyTo: turn.heard[0].messageId } as const;
  if (answer.kind === "clarify") {
    const choices = answer.choices.map((choice) => ({ choiceId: `article:${choice.articleKey}`, label: choice.label }));
    const text = turn.ports.texts.notice("clarify-question", turn.language);
    const none = { choiceId: "none", label: turn.ports.texts.notice("clarify-none", turn.language) };
    const queue = compose(turn, { cause, speaker: "assistant", text, choices: [...choices, none] });
    return {
      change: { queue, audit: [], clarifyCount: turn.claim.conversation.clarifyCount + 1 },
      record: {
        ...NOTHING,
        ...record,
        outcome: "clarified",
        confidence: answer.confidence,
        articleKeys: answer.choices.map((choice) => choice.articleKey),
      },
    };
  }
  const sources: readonly Source[] = answer.citations.map(({ articleKey, title, quote, url }, index) => ({
    number: index + 1,
    articleKey,
    title,
    quote,
    url,
  }));
  const isExpired = answer.citations.some(({ passageId }) => rules.expired.has(articleOf(passageId)));
  const text = isExpired
    ? `${answer.text}\n\n${turn.ports.texts.notice("answer-not-reviewed", turn.language)}`
    : answer.text;
  const queue = compose(turn, { cause, speaker: "assistant", text, sources });
  return {
    change: { queue: rules.hasRatings ? offerRating(turn, queue) : queue, audit: [], clarifyCount: 0 },
    record: {
      ...record,
      outcome: "answered",
      confidence: answer.confidence,
      articleKeys: [
        ...new Set(answer.citations.flatMap((citation) => (citation.kind === "record" ? [] : [citation.articleKey]))),
      ],
      writtenBy: answer.writtenBy,
    },
  };
}

/** `<articleKey>/<language>`: a passage's id without its position. */
function articleOf(passageId: PassageId): string {
  return passageId.slice(0, passageId.lastIndexOf("#"));
}
