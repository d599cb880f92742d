/** The rule table: who answers what, first match wins. */
import { describe, expect, test } from "vitest";
import type { Holder } from "../../src/contracts/conversation.ts";
import type { AgentId, Instant, MessageId, TicketId } from "../../src/contracts/ids.ts";
import { LANGUAGES } from "../../src/contracts/language.ts";
import type { Part } from "../../src/contracts/message.ts";
import { decideRoute, type Route, type RouteInput } from "../../src/routing/decide-route.ts";
import { loadCues } from "../languages/load-texts.ts";

const cues = loadCues();
const PHOTO: Part = { kind: "image", externalKey: "f1", altText: "" };
const ASSISTANT: Holder = { kind: "assistant" };
const QUEUE: Holder = { kind: "queue", ticketId: "t" as TicketId };
const AGENT: Holder = { kind: "agent", ticketId: "t" as TicketId, agentId: "a" as AgentId };

function tap(choiceId: string, label = "label"): Part {
  return { kind: "choice", choiceId, label };
}

function pendingOf(parts: readonly [Part, ...Part[]], seq: number): RouteInput["pending"][0] {
  return {
    messageId: `m${seq}` as MessageId,
    seq,
    attempt: 1,
    message: {
      threadKey: "t",
      senderKey: "s",
      senderName: null,
      externalId: `e${seq}`,
      parts,
      locale: null,
      sentAt: 0 as Instant,
    },
  };
}

/** Each argument is a message: words, a part, or several parts. */
function route(
  messages: readonly [string | Part, ...(string | Part)[]],
  over: { readonly holder?: Holder; readonly attempt?: number; readonly clarifyCount?: number } = {},
): Route {
  const [first, ...rest] = messages.map((message, index) =>
    pendingOf([typeof message === "string" ? { kind: "text", text: message } : message], index),
  );
  if (first === undefined) throw new Error("a turn has a message");
  return decideRoute({
    conversation: { holder: over.holder ?? ASSISTANT, clarifyCount: over.clarifyCount ?? 0 },
    pending: [first, ...rest],
    attempt: over.attempt ?? 1,
    cues,
  });
}

const BUYER_ASKED: Route = { kind: "open-ticket", reason: "buyer-asked" };
const COMPLAINT: Route = { kind: "open-ticket", reason: "complaint" };
const NOT_TEXT: Route = { kind: "open-ticket", reason: "not-text" };

describe("while a person has the conversation", () => {
  test.each([QUEUE, AGENT])("nobody else answers, whatever is said (%o)", (holder) => {
    for (const text of ["Where is my parcel?", "hello", "/help", "/start", "human", "this is a scam", "thanks"]) {
      expect(route([text], { holder }), text).toEqual({ kind: "leave-to-agent" });
    }
    expect(route([PHOTO], { holder })).toEqual({ kind: "leave-to-agent" });
    expect(route([tap("person")], { holder })).toEqual({ kind: "leave-to-agent" });
    expect(route(["hello"], { holder, attempt: 9 })).toEqual({ kind: "leave-to-agent" });
  });

  test.each([QUEUE, AGENT])("the language can still be changed (%o)", (holder) => {
    expect(route(["/language es"], { holder })).toEqual({ kind: "set-language", language: "es" });
    expect(route([tap("language:ja")], { holder })).toEqual({ kind: "set-language", language: "ja" });
    expect(route(["/language"], { holder })).toEqual({ kind: "ask-language" });
  });
});

describe("after failures", () => {
  test("the third attempt still tries, the fourth gives up", () => {
    expect(route(["Where is my parcel?"], { attempt: 3 }).kind).toBe("answer");
    expect(route(["Where is my parcel?"], { attempt: 4 })).toEqual({ kind: "give-up" });
    expect(route(["human"], { attempt: 4 })).toEqual({ kind: "give-up" });
  });

  test("who was asked back twice is heard a third time: only a third question back would be one too many", () => {
    expect(route(["How long does delivery take?"], { clarifyCount: 2 }).kind).toBe("answer");
    expect(route(["the blue one"], { clarifyCount: 9 }).kind).toBe("answer");
    expect(route(["thanks"], { clarifyCount: 2 })).toEqual({ kind: "thank" });
    expect(route([tap("article:returns", "Returns")], { clarifyCount: 2 }).kind).toBe("show-article");
  });
});

describe("a person is called", () => {
  test("in any of the fifteen languages, whatever language the conversation has", () => {
    for (const language of LANGUAGES) {
      const phrase = cues.get(language)?.["person"]?.[0] ?? "";
      const word = cues.get(language)?.["person-word"]?.[0] ?? "";
      expect(route([phrase]), language).toEqual(BUYER_ASKED);
      expect(route([word]), language).toEqual(BUYER_ASKED);
    }
  });

  test("by command and by button", () => {
    for (const part of ["/human", "/HUMAN", "/human@shop_bot", "/agent", tap("person"), tap("none")]) {
      expect(route([part])).toEqual(BUYER_ASKED);
    }
  });

  test("when the request stands among other messages", () => {
    expect(route(["hi", "where is 5512", "get me a human"])).toEqual(BUYER_ASKED);
  });

  test("with an apology when the buyer complains or threatens, also when asking for a person as well", () => {
    expect(route(["My parcel never arrived!"])).toEqual(COMPLAINT);
    expect(route(["This is a scam. I want to talk to a person"])).toEqual(COMPLAINT);
    expect(route(["it came broken!!", tap("person")])).toEqual(COMPLAINT);
  });

  test("when there is nothing to read", () => {
    expect(route([PHOTO])).toEqual(NOT_TEXT);
    expect(route([{ kind: "voice", externalKey: "v", durationMs: 900 }])).toEqual(NOT_TEXT);
    expect(route([{ kind: "location", latitude: 1, longitude: 2 }])).toEqual(NOT_TEXT);
    expect(route(["hello", PHOTO])).toEqual(NOT_TEXT);
    expect(route(["   ", PHOTO])).toEqual(NOT_TEXT);
  });

  test("not when words come with the picture", () => {
    expect(route([PHOTO, "Do you have this in blue?"])).toEqual({
      kind: "answer",
      question: "Do you have this in blue?",
    });
  });
});

describe("commands and buttons", () => {
  test.each([
    ["/start", { kind: "greet" }],
    ["/start widget-42", { kind: "greet" }],
    ["/help", { kind: "help" }],
    ["/help@shop_bot", { kind: "help" }],
    ["/stop", { kind: "help" }],
    ["/language", { kind: "ask-language" }],
    ["/language klingon", { kind: "ask-language" }],
    ["/language pt-BR", { kind: "set-language", language: "pt" }],
    ["/LANGUAGE ZH_tw", { kind: "set-language", language: "zh" }],
  ] as const)("%s", (text, expected) => {
    expect(route([text])).toEqual(expected);
  });

  test("an article is shown with what was asked, or with the button's own words", () => {
    const button = tap("article:returns", "How do I return it?");
    expect(route([button])).toEqual({ kind: "show-article", articleKey: "returns", question: "How do I return it?" });
    expect(route(["the blue scarf", button])).toMatchObject({ articleKey: "returns", question: "the blue scarf" });
  });

  test("of two buttons the second counts", () => {
    expect(route([tap("language:de"), tap("language:fr")])).toEqual({ kind: "set-language", language: "fr" });
  });

  test("an unknown button is what it said, an unknown command is text", () => {
    expect(route([tap("ask:1", "How long does delivery take?")])).toEqual({
      kind: "answer",
      question: "How long does delivery take?",
    });
    expect(route([tap("article:", "Returns")]).kind).toBe("answer");
    expect(route(["/price of the lamp"])).toEqual({ kind: "answer", question: "/price of the lamp" });
  });

  test("a question behind /start is answered", () => {
    expect(route(["/start", "Do you ship to Chile?"])).toEqual({ kind: "answer", question: "Do you ship to Chile?" });
  });
});

describe("small talk", () => {
  test.each([
    ["Hola, buenos días", { kind: "greet" }],
    ["こんにちは！", { kind: "greet" }],
    ["Selamat pagi kak", { kind: "greet" }],
    ["谢谢", { kind: "thank" }],
    ["ok thanks, bye", { kind: "thank" }],
    ["👍", { kind: "thank" }],
    ["cảm ơn shop nhiều", { kind: "thank" }],
    ["no, gracias", { kind: "thank" }],
    ["???", { kind: "help" }],
    ["مساعدة", { kind: "help" }],
    ["nein", { kind: "help" }],
    ["unsubscribe", { kind: "help" }],
  ] as const)("%s", (text, expected) => {
    expect(route([text])).toEqual(expected);
  });

  test("is left out of a question that follows or comes before", () => {
    expect(route(["hi", "how are you", "Where is my order?", "thanks!"])).toEqual({
      kind: "answer",
      question: "Where is my order?",
    });
    expect(route(["Hi, where is my order?"])).toEqual({ kind: "answer", question: "Hi, where is my order?" });
  });

  test("several messages are one question, in order", () => {
    expect(route(["I ordered a lamp", "for my mother", "can I change the address?"])).toEqual({
      kind: "answer",
      question: "I ordered a lamp\nfor my mother\ncan I change the address?",
    });
  });
});

describe("asking for a language", () => {
  test.each([
    ["in English please", "en"],
    ["¿Hablas español?", "es"],
    ["do you speak Spanish?", "es"],
    ["hi, in german please", "de"],
    ["请说中文", "zh"],
    ["日本語でお願いします", "ja"],
    ["بالعربي لو سمحت", "ar"],
    ["tiếng việt được không", "vi"],
  ] as const)("%s", (text, language) => {
    expect(route([text])).toEqual({ kind: "set-language", language });
  });

  test("inside a question it is part of the question", () => {
    expect(route(["Is there a manual in English please for the lamp?"]).kind).toBe("answer");
    expect(route(["do you speak spanish", "where is my order"]).kind).toBe("answer");
  });
});
