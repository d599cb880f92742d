/** A model that only translates: by a table, held back for as long as a test wants, or in a way that is of no use. */
import type { LanguageModel, ModelReply } from "../../src/contracts/language-model.ts";

export interface TranslatingModel extends LanguageModel {
  /** Words of the original, and what is answered when a text has them; the newest that fits counts. */
  knows(words: string, translation: string): void;
  /** Until the function that it returns is called, nobody gets an answer. */
  waits(): () => void;
  /** The text is no translation, as a model that is lost gives it. */
  fails(isFailing: boolean): void;
  /** How often a translation was asked for. */
  asked(): number;
}

export function createTranslatingModel(): TranslatingModel {
  const known: { readonly words: string; readonly translation: string }[] = [];
  let gate: Promise<void> = Promise.resolve();
  let isFailing = false;
  let count = 0;
  return {
    knows: (words, translation) => void known.unshift({ words, translation }),
    waits() {
      const held = Promise.withResolvers<void>();
      gate = held.promise;
      return held.resolve;
    },
    fails: (fails) => void (isFailing = fails),
    asked: () => count,
    async complete(messages, { task }): Promise<ModelReply> {
      if (task !== "translate") return { kind: "unavailable", reason: "refused" };
      count += 1;
      await gate;
      const asked = messages.find(({ role }) => role === "user")?.text ?? "";
      const found = known.find(({ words }) => asked.includes(words));
      const text = isFailing || !found ? "I am lost" : JSON.stringify({ translation: found.translation });
      return { kind: "text", text, model: "table" };
    },
  };
}
