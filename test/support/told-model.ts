/** A language model that a test can hold in the middle of its thoughts; untold, it answers from the passages it gets. */
import type { LanguageModel, ModelMessage, ModelReply } from "../../src/contracts/language-model.ts";
import { answerFromPassages } from "../fakes/openai/answer-from-passages.ts";
import { answerInJson } from "../fakes/openai/answer-in-json.ts";
import { createGate } from "./told-channel.ts";

/** One question the model thinks about for as long as the test wants. */
export interface Thought {
  /** Resolves when the model was asked. */
  readonly asked: Promise<void>;
  /** Says the text so far; before `asked` it goes nowhere. */
  writes(text: string): void;
  ends(reply: string | ModelReply): void;
}

export interface ToldModel extends LanguageModel {
  /** Each prompt as one text. */
  readonly prompts: string[];
  /** The next questions are answered so. */
  says(...replies: readonly (string | ModelReply)[]): void;
  /** The next question waits. */
  thinks(): Thought;
}

/** What our prompt asks for when the passages do not answer. */
export const CANNOT = "CANNOT";

interface Held {
  readonly gate: ReturnType<typeof createGate<string | ModelReply>>;
  onText: (text: string) => void;
}

export function createToldModel(): ToldModel {
  const prompts: string[] = [];
  const told: (string | ModelReply | Held)[] = [];
  const replyTo = async (messages: readonly ModelMessage[], onText: (text: string) => void) => {
    const next = told.shift();
    if (next === undefined) return answerFromPassages(messages.map((message) => message.text).join("\n\n"));
    if (typeof next === "string" || "kind" in next) return next;
    next.onText = onText;
    return next.gate.pass();
  };
  return {
    prompts,
    says: (...replies) => void told.push(...replies),
    thinks() {
      const held: Held = { gate: createGate(), onText: () => {} };
      told.push(held);
      return { asked: held.gate.reached, writes: (text) => held.onText(text), ends: held.gate.open };
    },
    async complete(messages, { signal, task = "answer", onText = () => {} }) {
      // Jobs beside the talk ask when they like: what a test tells is not for them.
      if (task === "brief" || task === "coach" || task === "rewrite" || task === "translate") {
        return { kind: "unavailable", reason: "refused" };
      }
      // What a test tells is what the buyer hears; the small questions before it are answered by rule.
      const small = task === "answer" ? null : answerInJson(messages.map((message) => message.text).join("\n\n"));
      if (small !== null) return { kind: "text", text: small, model: "told" };
      prompts.push(messages.map((message) => message.text).join("\n\n"));
      const stopped = new Promise<ModelReply>((resolve) =>
        signal.addEventListener("abort", () => resolve({ kind: "unavailable", reason: "timeout" }), { once: true }),
      );
      const reply = await Promise.race([replyTo(messages, onText), stopped]);
      if (typeof reply !== "string") return reply;
      onText(reply);
      return { kind: "text", text: reply, model: "told" };
    },
  };
}
