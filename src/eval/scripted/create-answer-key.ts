/**
 * What a reader of the golden file knows of each question: what it would be in English, and which passages answer it.
 * With it the scripted model plays a server that reads; how often it is wrong is stated and drawn from a seed.
 */
import type { Article } from "../../contracts/answer.ts";
import type { GoldenQuestion } from "../questions/golden-question.ts";
import { holdsText } from "../questions/holds-text.ts";
import type { NumberedPassage } from "./read-material.ts";
import type { Slip } from "./create-slip.ts";

export type Label = "yes" | "partly" | "no";
const LABELS: readonly Label[] = ["yes", "partly", "no"];

/** Of one question. */
export interface AnswerKey {
  understand(): { readonly standalone: string; readonly translation: string };
  label(passage: NumberedPassage): Label;
}

export interface KeyMaterial {
  readonly questions: readonly GoldenQuestion[];
  readonly articles: readonly Pick<Article, "articleKey" | "title">[];
  readonly slip: Slip;
}

/** The language that the shop's knowledge is kept in first. */
const KNOWLEDGE_LANGUAGE = "en";

export function createAnswerKeys({ questions, articles, slip }: KeyMaterial): (question: GoldenQuestion) => AnswerKey {
  const byLanguage = Map.groupBy(questions, ({ lang }) => lang);
  const known = byLanguage.get(KNOWLEDGE_LANGUAGE) ?? [];
  // A passage in a prompt has no key: it is known by its title, in whatever language.
  const keysByTitle = Map.groupBy(articles, ({ title }) => title.replace(/\s+/g, " "));
  const isOf = (gold: readonly string[], heading: string): boolean =>
    [heading, heading.split(" > ")[0] ?? ""].some((title) =>
      keysByTitle.get(title)?.some(({ articleKey }) => gold.includes(articleKey)),
    );
  return (question) => ({
    understand() {
      const wrong = slip("understand", question.id);
      const others = (byLanguage.get(question.lang) ?? []).filter(({ id }) => id !== question.id);
      const taken = (wrong && others[wrong(others.length)]) ?? question;
      return {
        standalone: taken.query,
        translation: translate(taken, { of: byLanguage.get(taken.lang) ?? [], known }),
      };
    },
    label(passage) {
      const { gold, mustContain } = question;
      const text = [passage.heading, ...passage.sentences].join("\n");
      const isRight = isOf(gold, passage.heading);
      const label = !isRight ? "no" : mustContain.every((part) => holdsText(text, part)) ? "yes" : "partly";
      const wrong = slip("rerank", question.id, text);
      if (wrong === null) return label;
      const others = LABELS.filter((each) => each !== label);
      return others[wrong(others.length)] ?? label;
    },
  });
}

/**
 * No two languages ask the same questions: the nearest there is, by article, then by facts, stands for the translation;
 * of what no article answers, another of its kind, so that having none does not give it away.
 */
function translate(
  question: GoldenQuestion,
  { of, known }: { readonly of: readonly GoldenQuestion[]; readonly known: readonly GoldenQuestion[] },
): string {
  if (question.lang === KNOWLEDGE_LANGUAGE) return "";
  const place = of.indexOf(question);
  // Between equals the place in the file decides, so that not all of a kind become the same one.
  const near = known.map((other, at) => ({ other, away: Math.abs(at - place), score: likeness(question, other) }));
  const [best] = near.toSorted((one, two) => two.score - one.score || one.away - two.away);
  return best && best.score > 0 ? best.other.query : "";
}

const SAME_ARTICLE = 10;

function likeness(question: GoldenQuestion, other: GoldenQuestion): number {
  const shared = question.gold.filter((key) => other.gold.includes(key)).length;
  const facts = question.mustContain.filter((part) => other.mustContain.includes(part)).length;
  const isSameKind = question.type === other.type;
  if (question.gold.length > 0 && shared === 0) return 0;
  return SAME_ARTICLE * shared + facts + (isSameKind ? 1 : 0);
}
