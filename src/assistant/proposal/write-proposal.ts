/** Asks the model for a draft of an article from what people said; a draft, for a person reads it before any buyer does. */
import { z } from "zod";
import type { ShopId } from "../../contracts/ids.ts";
import type { ArticleText } from "../../contracts/knowledge-base.ts";
import type { Language } from "../../contracts/language.ts";
import type { LanguageModel, ModelFailure } from "../../contracts/language-model.ts";
import type { Texts } from "../../contracts/texts.ts";
import { cleanText } from "../../shared/clean-text.ts";
import { isInLanguage } from "../checks/check-language.ts";
import { fenceLines, fenceText } from "../prompt/fence-text.ts";
import { cutText, fillPrompt, languageForModel } from "../prompt/fill-prompt.ts";
import { hidePersonal } from "../prompt/hide-personal.ts";

export interface ProposalTask {
  readonly shopId: ShopId;
  readonly language: Language;
  /** What buyers asked, in any language. */
  readonly questions: readonly string[];
  /** What colleagues answered them: the facts. */
  readonly replies: readonly string[];
  /** The article in other languages, or one about something near. */
  readonly articles: readonly Pick<ArticleText, "title" | "body">[];
  readonly signal: AbortSignal;
}

export type Proposal =
  | { readonly kind: "proposed"; readonly text: Pick<ArticleText, "title" | "questions" | "body"> }
  | { readonly kind: "unavailable"; readonly reason: ModelFailure }
  /** It answered something that is no article, or none in this language. */
  | { readonly kind: "unusable" };

const MAX_TEXT = 6_000;
const MAX_LINES = 20;

const REPLY = z.object({
  title: z.string().trim().min(1).max(200),
  questions: z.array(z.string().trim().min(1).max(300)).max(30),
  body: z.string().trim().min(1).max(20_000),
});

export async function writeProposal(
  task: ProposalTask,
  model: LanguageModel,
  texts: Pick<Texts, "prompt">,
): Promise<Proposal> {
  const rules = fillPrompt(texts.prompt("propose-article").text, { language: languageForModel(task.language) });
  const reply = await model.complete(
    [
      { role: "system", text: rules },
      { role: "user", text: writeMaterial(task) },
    ],
    { signal: task.signal, shopId: task.shopId, task: "suggest" },
  );
  if (reply.kind === "unavailable") return { kind: "unavailable", reason: reply.reason };
  const read = REPLY.safeParse(readObject(reply.text));
  if (!read.success || !isInLanguage(read.data.body, task.language)) return { kind: "unusable" };
  const { title, questions, body } = read.data;
  return {
    kind: "proposed",
    text: { title: cleanText(title), questions: [...new Set(questions.map(cleanText))], body: cleanText(body) },
  };
}

function writeMaterial({ questions, replies, articles }: ProposalTask): string {
  const safe = (texts: readonly string[]) =>
    texts.slice(0, MAX_LINES).map((text) => hidePersonal(cutText(text, MAX_TEXT / MAX_LINES)));
  return [
    fenceLines(
      "message",
      safe(questions),
      questions.map(() => "A buyer asked"),
    ),
    ...(replies.length > 0
      ? [
          fenceLines(
            "conversation",
            safe(replies),
            replies.map(() => "A colleague answered"),
          ),
        ]
      : []),
    ...articles.map(({ title, body }, at) => fenceText(`passage ${at + 1}`, cutText(`${title}\n${body}`, MAX_TEXT))),
  ].join("\n\n");
}

/** Models like to say something around what was asked of them. */
function readObject(text: string): unknown {
  const from = text.indexOf("{");
  const to = text.lastIndexOf("}");
  if (from < 0 || to < from) return null;
  try {
    return JSON.parse(text.slice(from, to + 1));
  } catch {
    return null;
  }
}
