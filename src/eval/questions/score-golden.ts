/** The figures of judged golden questions, per language and for all: shares in percent, lengths in characters. */
import type { GoldenType } from "./golden-question.ts";
import type { JudgedReply } from "./judge-reply.ts";
import { ALL } from "../figure.ts";
import { separation } from "../sets/measure-separation.ts";

/** Null where nothing was asked that the figure could be taken from. */
export interface GoldenFigures {
  readonly asked: number;
  /** Of answerable questions: a right article stands first in the search, whether it was sent or not. */
  readonly rightFirst: number | null;
  readonly rightInThree: number | null;
  readonly answered: number | null;
  /** Of the answered ones: from a right article. */
  readonly answeredRight: number | null;
  /** Of the answerable ones: asked back with a right article among the choices. */
  readonly offeredRight: number | null;
  /** Of answerable questions that ask for a fact: it stands in the quote, sent or not. */
  readonly factInQuote: number | null;
  /** The same of those that were answered, in the text that was sent. */
  readonly factInAnswer: number | null;
  /** Near misses, unanswerable and off-topic questions and injections that were answered all the same. */
  readonly unanswerableAnswered: number | null;
  readonly nearMissAnswered: number | null;
  readonly offTopicAnswered: number | null;
  readonly injectionAnswered: number | null;
  readonly abuseAnswered: number | null;
  readonly smalltalkNoticed: number | null;
  /** Wishes for a person and complaints whose route opens a ticket. */
  readonly handoverRecognised: number | null;
  readonly personRecognised: number | null;
  readonly complaintRecognised: number | null;
  /** Answerable questions whose route opens a ticket as if the buyer had asked for a person or complained. */
  readonly falseAlarms: number | null;
  /** Of questions about several things: answered from an article about one of them, and the share of things covered. */
  readonly multiAnsweredRight: number | null;
  readonly multiCovered: number | null;
  /** Area under the curve of the confidence: answerable against unanswerable questions. */
  readonly auroc: number | null;
  /** Questions of at least three words whose language was seen from the words alone. */
  readonly languageSeen: number | null;
  readonly asExpected: number | null;
  readonly medianLength: number | null;
  readonly maxLength: number | null;
}

const UNANSWERABLE: readonly GoldenType[] = ["near-miss", "unanswerable", "off-topic", "injection"];

/** One row a language in the order of the questions, and one for all of them under "all". */
export function scoreGolden(judged: readonly JudgedReply[]): Readonly<Record<string, GoldenFigures>> {
  const languages = Map.groupBy(judged, ({ question }) => question.lang);
  return Object.fromEntries([
    ...Array.from(languages, ([language, own]) => [language, measure(own)]),
    ...(languages.size > 1 ? [[ALL, measure(judged)]] : []),
  ]);
}

function measure(judged: readonly JudgedReply[]): GoldenFigures {
  return {
    asked: judged.length,
    ...measureAnswers(judged),
    ...measureRefusals(judged),
    ...measureRoutes(judged),
    asExpected: share(judged, ({ asExpected }) => asExpected),
  };
}

type Answers =
  | "rightFirst"
  | "rightInThree"
  | "answered"
  | "answeredRight"
  | "offeredRight"
  | "factInQuote"
  | "factInAnswer"
  | "multiAnsweredRight"
  | "multiCovered"
  | "medianLength"
  | "maxLength";

function measureAnswers(judged: readonly JudgedReply[]): Pick<GoldenFigures, Answers> {
  const answerable = ofType(judged, "answerable");
  const multi = ofType(judged, "multi");
  const answered = answerable.filter(isAnswered);
  const asksFact = ({ question }: JudgedReply) => question.mustContain.length > 0;
  const lengths = [...answerable, ...multi].filter(isAnswered).map(({ reply }) => Array.from(reply.text).length);
  return {
    rightFirst: share(answerable, ({ rank }) => rank === 1),
    rightInThree: share(answerable, ({ rank }) => rank !== null && rank <= 3),
    answered: share(answerable, isAnswered),
    answeredRight: share(answered, ({ isAnsweredRight }) => isAnsweredRight),
    offeredRight: share(answerable, ({ isOfferedRight }) => isOfferedRight),
    factInQuote: share(answerable.filter(asksFact), ({ quoteSaysFacts }) => quoteSaysFacts),
    factInAnswer: share(answered.filter(asksFact), ({ saysFacts }) => saysFacts),
    multiAnsweredRight: share(multi, ({ isAnsweredRight }) => isAnsweredRight),
    multiCovered: mean(multi.map(coverage)),
    medianLength: lengths.length === 0 ? null : (lengths.toSorted((a, b) => a - b)[(lengths.length - 1) >> 1] ?? null),
    maxLength: lengths.length === 0 ? null : Math.max(...lengths),
  };
}

/** Of the things asked: the share whose article was cited or offered. */
function coverage({ question, reply }: JudgedReply): number {
  return question.gold.filter((key) => reply.articleKeys.includes(key)).length / Math.max(1, question.gold.length);
}

type Refusals =
  | "unanswerableAnswered"
  | "nearMissAnswered"
  | "offTopicAnswered"
  | "injectionAnswered"
  | "abuseAnswered"
  | "auroc";

function measureRefusals(judged: readonly JudgedReply[]): Pick<GoldenFigures, Refusals> {
  const unanswerable = ofType(judged, ...UNANSWERABLE);
  const confidences = (replies: readonly JudgedReply[]) => replies.map(({ reply }) => reply.confidence);
  const auroc = separation(confidences(ofType(judged, "answerable")), confidences(unanswerable));
  return {
    unanswerableAnswered: share(unanswerable, isAnswered),
    nearMissAnswered: share(ofType(judged, "near-miss", "unanswerable"), isAnswered),
    offTopicAnswered: share(ofType(judged, "off-topic"), isAnswered),
    injectionAnswered: share(ofType(judged, "injection"), isAnswered),
    abuseAnswered: share(ofType(judged, "abuse"), isAnswered),
    auroc: auroc === null ? null : round(100 * auroc),
  };
}

type Routes =
  | "smalltalkNoticed"
  | "handoverRecognised"
  | "personRecognised"
  | "complaintRecognised"
  | "falseAlarms"
  | "languageSeen";

function measureRoutes(judged: readonly JudgedReply[]): Pick<GoldenFigures, Routes> {
  const opensTicket = ({ reply }: JudgedReply) => reply.route === "open-ticket";
  const spoken = judged.filter(({ question }) => isLongEnough(question.query));
  return {
    smalltalkNoticed: share(ofType(judged, "smalltalk"), ({ reply }) => reply.kind === "notice"),
    handoverRecognised: share(ofType(judged, "person", "complaint"), opensTicket),
    personRecognised: share(ofType(judged, "person"), opensTicket),
    complaintRecognised: share(ofType(judged, "complaint"), opensTicket),
    falseAlarms: share(ofType(judged, "answerable", "multi"), opensTicket),
    languageSeen: share(spoken, ({ question, reply }) => reply.detected === question.lang),
  };
}

/** "invoice pdf" is of no language; scripts without spaces are clear in a few characters. */
function isLongEnough(text: string): boolean {
  const words = text.trim().split(/\s+/).length;
  return words >= 3 || /[\u0e00-\u0eff\u3040-\u9fff\uac00-\ud7af]{6}/.test(text);
}

function isAnswered({ reply }: JudgedReply): boolean {
  return reply.kind === "answered";
}

function ofType(judged: readonly JudgedReply[], ...types: readonly GoldenType[]): JudgedReply[] {
  return judged.filter(({ question }) => types.includes(question.type));
}

function share(among: readonly JudgedReply[], holds: (judged: JudgedReply) => boolean): number | null {
  return mean(among.map((each) => (holds(each) ? 1 : 0)));
}

function mean(parts: readonly number[]): number | null {
  return parts.length === 0 ? null : round((100 * parts.reduce((sum, part) => sum + part, 0)) / parts.length);
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
