/** One question answered outside a conversation: what `dragoman ask` and the evaluation use. Nothing is stored. */
import { answerQuestion } from "../assistant/answer-question.ts";
import type { Answer } from "../contracts/answer.ts";
import type { Instant, MessageId } from "../contracts/ids.ts";
import type { Language } from "../contracts/language.ts";
import type { Ports } from "../contracts/ports.ts";
import type { Shop } from "../contracts/stores.ts";
import { detectLanguage } from "../languages/detect-language.ts";
import { decideRoute, type Route } from "../routing/decide-route.ts";
import { cleanText } from "../shared/clean-text.ts";

export type AskedOnce =
  | { readonly kind: "answer"; readonly answer: Answer }
  /** Greetings, thanks, help: said by a notice, not from the knowledge. */
  | { readonly kind: "notice"; readonly notice: string; readonly language: Language };

export type AskPorts = Pick<
  Ports,
  "searchOf" | "model" | "embedder" | "vectors" | "texts" | "log" | "metrics" | "clock"
>;

export async function askOnce(
  shop: Shop,
  asked: { readonly text: string; readonly language: Language | null },
  ports: AskPorts,
  signal: AbortSignal,
): Promise<AskedOnce> {
  const text = cleanText(asked.text).trim();
  const found = detectLanguage(text, { allowed: shop.languages, conversation: asked.language, localeHint: null });
  const language = asked.language ?? found.language;
  const route = routeOnce(text, ports);
  switch (route.kind) {
    case "open-ticket":
      return { kind: "answer", answer: { kind: "handoff", language, reason: route.reason, confidence: 1 } };
    case "answer":
    case "show-article": {
      const { answer } = await answerQuestion(
        {
          shopId: shop.shopId,
          question: route.question,
          language,
          recent: [],
          clarifyCount: 0,
          knowledgeLanguage: shop.defaultLanguage,
          voice: shop.voice ?? null,
          ...(route.kind === "show-article" ? { articleKey: route.articleKey } : {}),
          signal,
        },
        ports,
      );
      return { kind: "answer", answer };
    }
    case "greet":
      return { kind: "notice", notice: "greeting", language };
    case "thank":
      return { kind: "notice", notice: "thanks-reply", language };
    case "set-language":
      return { kind: "notice", notice: "language-set", language: route.language };
    case "ask-language":
      return { kind: "notice", notice: "language-choose", language };
    case "help":
    case "leave-to-agent":
    case "give-up":
      return { kind: "notice", notice: "help", language };
  }
}

/** Who would answer it as the first message of a conversation. */
export function routeOnce(text: string, ports: Pick<Ports, "texts" | "clock">): Route {
  return decideRoute({
    conversation: { holder: { kind: "assistant" }, clarifyCount: 0 },
    pending: [pendingOf(text, ports.clock.now())],
    attempt: 1,
    cues: ports.texts.cues,
  });
}

function pendingOf(text: string, now: Instant): Parameters<typeof decideRoute>[0]["pending"][0] {
  return {
    messageId: "ask" as MessageId,
    seq: 1,
    attempt: 1,
    message: {
      threadKey: "ask",
      senderKey: "ask",
      senderName: null,
      externalId: "ask",
      parts: [{ kind: "text", text }],
      locale: null,
      sentAt: now,
    },
  };
}
