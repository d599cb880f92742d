/** Which language a buyer writes: the script first, then closed-class words, then n-grams, then what was before. */
import { detectAll } from "tinyld/light";
import type { Language } from "../contracts/language.ts";
import { detectScript } from "./detect-script.ts";
import { weighWords } from "../shared/words/weigh-words.ts";
import { languageOfLocale } from "./language-of-locale.ts";
import { stripNoise } from "./strip-noise.ts";

export interface Detection {
  readonly language: Language;
  /** "kept": the text did not say, so it is the conversation's, the platform's or the shop's first language. */
  readonly certainty: "sure" | "guess" | "kept";
}

export interface DetectionHints {
  /** The shop's languages, its default first. At least one. */
  readonly allowed: readonly Language[];
  readonly conversation: Language | null;
  readonly localeHint: string | null;
}

/** Not of the Latin script, so never in question once the script has spoken. */
const OTHER_SCRIPTS: ReadonlySet<Language> = new Set(["zh", "ja", "ko", "ru", "ar", "th"]);
/** What one n-gram verdict is worth in words; more, and product names begin to decide. */
const NGRAM_WORTH = 1.5;
/** What it takes to leave the conversation's language, and what the platform's word is worth, in words. */
const CONVERSATION_WORTH = 1;
const HINT_WORTH = 0.5;
/** Ahead by so much, in words, it is no longer a guess. */
const SURE_LEAD = 1;
const ENOUGH_TEXT = 1_000;

export function detectLanguage(text: string, hints: DetectionHints): Detection {
  const kept = keptLanguage(hints);
  if (hints.allowed.length <= 1) return kept;
  // The first thousand characters decide as well as eight thousand.
  const plain = stripNoise(text.slice(0, ENOUGH_TEXT));
  const script = detectScript(plain);
  switch (script.kind) {
    case "nothing":
      return kept;
    case "language":
      if (!hints.allowed.includes(script.language)) return detectSibling(script.language, hints) ?? kept;
      return { language: script.language, certainty: script.isSure ? "sure" : "guess" };
    case "han":
      return detectHan(hints) ?? kept;
    case "latin":
      return detectLatin(plain, hints);
  }
}

function keptLanguage({ allowed, conversation, localeHint }: DetectionHints): Detection {
  const hinted = languageOfLocale(localeHint);
  const candidates = [conversation, hinted, allowed[0] ?? "en"];
  const language = candidates.find((candidate) => candidate !== null && allowed.includes(candidate));
  return { language: language ?? "en", certainty: "kept" };
}

/** A shop without Chinese still reads Han as Japanese, and the other way round. */
function detectSibling(language: Language, { allowed }: DetectionHints): Detection | null {
  const sibling = language === "zh" ? "ja" : language === "ja" ? "zh" : null;
  return sibling !== null && allowed.includes(sibling) ? { language: sibling, certainty: "guess" } : null;
}

/** 返品 and 領収書 are Japanese to somebody who has been writing Japanese. */
function detectHan(hints: DetectionHints): Detection | null {
  const kept = keptLanguage(hints).language;
  if (kept === "ja") return { language: "ja", certainty: "guess" };
  if (hints.allowed.includes("zh")) return { language: "zh", certainty: kept === "zh" ? "sure" : "guess" };
  return detectSibling("zh", hints);
}

function detectLatin(plain: string, hints: DetectionHints): Detection {
  const kept = keptLanguage(hints);
  const allowed = hints.allowed.filter((language) => !OTHER_SCRIPTS.has(language));
  const words = plain.toLowerCase().match(/[\p{Script=Latin}\p{M}]+/gu) ?? [];
  if (allowed.length === 0 || words.length === 0) return kept;
  const evidence = weighWords(words, allowed);
  if (/[¿¡]/u.test(plain) && evidence.has("es")) evidence.set("es", (evidence.get("es") ?? 0) + 1);
  const strongest = Math.max(...evidence.values());
  // One word, or names only: stay where we are, unless nobody has said anything yet and the word itself is plain.
  const isThin = words.length === 1 || strongest === 0;
  if (isThin && hints.conversation !== null) return kept;
  if (words.length === 1 && strongest < 0.7) return kept;
  if (isThin && strongest === 0 && languageOfLocale(hints.localeHint) !== null) return kept;
  return decide(scoreAll(plain, evidence, hints), words.length, hints);
}

/** So far ahead by words that neither n-grams nor what was before could change what `decide` makes of it. */
function isDecided(evidence: ReadonlyMap<Language, number>): boolean {
  const [best = 0, second = 0] = [...evidence.values()].toSorted((left, right) => right - left);
  return best - second > NGRAM_WORTH + CONVERSATION_WORTH + HINT_WORTH;
}

function scoreAll(
  plain: string,
  evidence: ReadonlyMap<Language, number>,
  hints: DetectionHints,
): readonly { readonly language: Language; readonly evidence: number; readonly score: number }[] {
  const allowed = [...evidence.keys()];
  const verdicts = isDecided(evidence) ? [] : detectAll(plain, { only: allowed });
  const total = verdicts.reduce((sum, verdict) => sum + verdict.accuracy, 0) || 1;
  const hinted = languageOfLocale(hints.localeHint);
  return allowed
    .map((language) => {
      const share = (verdicts.find((verdict) => verdict.lang === language)?.accuracy ?? 0) / total;
      const found = (evidence.get(language) ?? 0) + share * NGRAM_WORTH;
      const before =
        (language === hints.conversation ? CONVERSATION_WORTH : 0) + (language === hinted ? HINT_WORTH : 0);
      return { language, evidence: found, score: found + before };
    })
    .toSorted((left, right) => right.score - left.score);
}

function decide(scores: ReturnType<typeof scoreAll>, words: number, hints: DetectionHints): Detection {
  const [best, second] = scores;
  if (best === undefined || best.evidence === 0) return keptLanguage(hints);
  const lead = best.evidence - Math.max(0, ...scores.slice(1).map((other) => other.evidence));
  const isSure = words > 2 && lead >= SURE_LEAD && (second === undefined || best.score > second.score);
  // A guess is good enough to begin with, never to leave the language one is speaking.
  if (!isSure && hints.conversation !== null && hints.conversation !== best.language) return keptLanguage(hints);
  return { language: best.language, certainty: isSure ? "sure" : "guess" };
}
