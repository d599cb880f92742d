/**
 * The assistant's only door: a question in, an Answer out, within ten seconds, whatever the model does. Nothing leaves
 * here without a proof from the shop's own articles.
 */
import type { Answer, AnswerStep, Voice } from "../contracts/answer.ts";
import type { ArticleKey, Instant, ShopId } from "../contracts/ids.ts";
import type { Language } from "../contracts/language.ts";
import type { TimelineMessage } from "../contracts/message.ts";
import type { Ports } from "../contracts/ports.ts";
import { assertNever } from "../shared/assert-never.ts";
import { answerFromArticle, askBack, extractAnswer } from "./extract-answer.ts";
import { findPassages, type Found } from "./find-passages.ts";
import { createPersonalVault, type PersonalVault } from "./guard/create-personal-vault.ts";
import type { KnownValue } from "./guard/find-personal.ts";
import type { OpenedTools } from "./tools/gather-records.ts";
import { lookUp, quoteRecords } from "./tools/look-up.ts";
import { type HistoryLine, trimHistory } from "./prompt/trim-history.ts";
import { type WrittenAnswer, writeAnswer } from "./write-answer.ts";

export interface AskedQuestion {
  readonly shopId: ShopId;
  readonly question: string;
  /** The conversation's: the answer is in it. */
  readonly language: Language;
  /** Only what the assistant may remember. */
  readonly recent: readonly TimelineMessage[];
  readonly clarifyCount: number;
  /** The language that all articles exist in; English when left out. */
  readonly knowledgeLanguage?: Language;
  /** How the shop sounds; as the program does when null or left out. */
  readonly voice?: Voice | null;
  /** How the shop speaks in the buyer's market. */
  readonly manner?: Voice | null;
  /** Names, addresses and numbers of this buyer, which a model server shall not see. */
  readonly known?: readonly KnownValue[];
  /** Looks things up on the buyer's behalf, when articles leave a doubt; opened wherever a model is asked. */
  readonly openTools?: () => Promise<OpenedTools | null>;
  /** Set when the buyer pressed the button of an article. */
  readonly articleKey?: ArticleKey;
  readonly signal: AbortSignal;
  /** Gets checked sentences while the model writes; the final answer may still differ. */
  readonly onDraft?: (text: string) => void;
}

export interface AnswerRecord {
  readonly promptVersion: string | null;
  readonly model: string | null;
  readonly fault: string | null;
  /** The rungs that were tried, down to the one that gave the answer. */
  readonly steps: readonly AnswerStep[];
}

export type AssistantPorts = Pick<
  Ports,
  "searchOf" | "model" | "embedder" | "vectors" | "texts" | "log" | "metrics" | "clock"
>;

/** Tools included. Half a second is left for storing and sending within the ten. */
const TOTAL_MS = 9_500;

export async function answerQuestion(
  asked: AskedQuestion,
  ports: AssistantPorts,
): Promise<{ readonly answer: Answer; readonly record: AnswerRecord }> {
  const startedAt = ports.clock.now();
  const result = await decide(asked, ports, (startedAt + TOTAL_MS) as Instant);
  const { answer, record } = result;
  for (const { step, outcome } of record.steps) ports.metrics.count("assistant_steps_total", { step, outcome });
  const writtenBy = answer.kind === "answered" ? answer.writtenBy : "none";
  ports.metrics.count("assistant_answers_total", { kind: answer.kind, writtenBy });
  ports.metrics.observe("assistant_answer_seconds", (ports.clock.now() - startedAt) / 1_000);
  ports.log.info("answer-decided", {
    shopId: asked.shopId,
    kind: answer.kind,
    writtenBy,
    language: answer.language,
    confidence: answer.confidence,
    fault: record.fault,
  });
  return result;
}

async function decide(
  asked: AskedQuestion,
  ports: AssistantPorts,
  deadlineAt: Instant,
): Promise<{ answer: Answer; record: AnswerRecord }> {
  if (asked.articleKey) {
    const answer = answerFromArticle(asked.articleKey, asked, ports.searchOf(asked.shopId), ports.texts);
    return { answer, record: withoutModel(answer) };
  }
  // First, for they know more of what to hide; no model has been asked for a tool by then.
  const tools = ports.model ? ((await asked.openTools?.()) ?? null) : null;
  const forSearch = hideFrom(asked, tools, false);
  const searched = await findPassages({ ...asked, ...forSearch, deadlineAt }, ports);
  // An article that plainly answers goes first, and costs no further call.
  const isLookedUp = tools !== null && searched.verdict !== "answer";
  const seen = isLookedUp ? hideFrom(asked, tools, true) : forSearch;
  const { found, records } = isLookedUp
    ? await lookUp({ ...asked, ...seen, ...tools, question: seen.hidden, deadlineAt }, searched, ports)
    : { found: searched, records: [] };
  const passages = [...records, ...found.passages.map((scored) => scored.passage)];
  const plain = quoteRecords(records, asked.language, seen.vault) ?? extractAnswer(found, asked, ports.texts);
  if (!ports.model || passages.length === 0 || found.isHopeless) {
    return { answer: plain, record: withoutModel(plain, found) };
  }
  const task = { ...asked, ...seen, question: seen.hidden, passages, deadlineAt, onDraft: asked.onDraft ?? null };
  const written = await writeAnswer(task, ports.model, ports);
  const answer = choose(written, { found, plain, asked });
  return { answer, record: describeAttempt(written, found, answer) };
}

/**
 * What of the conversation may leave the house. Hidden before it is cut, for half an address would not be known as one.
 * Tools bring what else is known of the buyer, and need the number of an order.
 */
function hideFrom(
  asked: AskedQuestion,
  tools: OpenedTools | null,
  keepsOrders: boolean,
): {
  readonly vault: PersonalVault;
  readonly history: readonly HistoryLine[];
  readonly hidden: string;
} {
  const vault = createPersonalVault({
    known: [...(asked.known ?? []), ...(tools?.known ?? [])],
    keepsOrders,
  });
  const history = trimHistory(asked.recent.map((message) => ({ ...message, text: vault.hide(message.text) })));
  return { vault, history, hidden: vault.hide(asked.question) };
}

/** No model wrote, though one may have looked. */
function withoutModel(answer: Answer, found: Pick<Found, "steps" | "promptVersions"> | null = null): AnswerRecord {
  const versions = found?.promptVersions ?? [];
  const steps = [...(found?.steps ?? []), lastStep(answer)];
  return { promptVersion: versions.length > 0 ? versions.join("+") : null, model: null, fault: null, steps };
}

function lastStep(answer: Answer): AnswerStep {
  switch (answer.kind) {
    case "answered":
      return { step: "extract", outcome: "answered" };
    case "clarify":
      return { step: "extract", outcome: "asked-back" };
    case "handoff":
      return { step: "person", outcome: answer.reason };
    default:
      return assertNever(answer);
  }
}

interface Alternatives {
  readonly found: Found;
  /** The answer without the model. */
  readonly plain: Answer;
  readonly asked: AskedQuestion;
}

function choose(written: WrittenAnswer, { found, plain, asked }: Alternatives): Answer {
  const { language } = asked;
  switch (written.kind) {
    case "written": {
      const { text, citations } = written;
      return { kind: "answered", text, language, citations, confidence: found.confidence, writtenBy: "model" };
    }
    case "cannot":
      // What a tool found is said in its own words.
      if (plain.kind === "answered" && plain.citations[0].kind === "record") return plain;
      // It has read what the search only scored: a quote that it did not believe in is not sent, but may be chosen.
      return plain.kind === "answered" ? askBack(found, asked) : plain;
    case "unavailable":
      return withReason(plain, "model-unavailable");
    case "refused":
      return withReason(plain, "citation-check-failed");
    default:
      return assertNever(written);
  }
}

/** The agent who gets the case shall know that it was the model, not the shop's knowledge, that was missing. */
function withReason(plain: Answer, reason: "model-unavailable" | "citation-check-failed"): Answer {
  return plain.kind === "handoff" && plain.reason === "no-passage-found" ? { ...plain, reason } : plain;
}

function describeAttempt(written: WrittenAnswer, found: Found, answer: Answer): AnswerRecord {
  const { model } = written;
  const promptVersion = [...found.promptVersions, written.promptVersion].join("+");
  const steps = [...found.steps, ...written.steps, ...(written.kind === "written" ? [] : [lastStep(answer)])];
  return { promptVersion, model, fault: faultOf(written), steps };
}

function faultOf(written: WrittenAnswer): string | null {
  switch (written.kind) {
    case "written":
      return null;
    case "cannot":
      return "model-cannot";
    case "unavailable":
      return `model-${written.reason}`;
    case "refused":
      return written.fault;
    default:
      return assertNever(written);
  }
}
