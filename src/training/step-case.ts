/**
 * What a simulated buyer does next: a pure function of how far the case is, what the agent has said since, and the run's
 * clock. Asked twice with the same it answers the same, so a worker that dies in between loses and doubles nothing.
 */
import type { Language } from "../contracts/language.ts";
import type { TrainingBook, TrainingCase, TrainingEnd, TrainingProgress, TrainingSaid } from "../contracts/training.ts";
import { findFacts } from "./find-facts.ts";
import { reactTo } from "./react-to.ts";

/** What the platform would have told the buyer since the last look. */
export interface Heard {
  readonly replies: readonly { readonly seq: number; readonly text: string; readonly language: Language }[];
  /** An agent resolved the case, or gave it away to the assistant. */
  readonly isOver: boolean;
}

/** By speed: how long a buyer types, in milliseconds, and by how much all patience is stretched. */
export interface Pace {
  readonly typesMs: number;
  readonly patience: number;
}

interface Scene {
  readonly one: TrainingCase;
  readonly book: TrainingBook;
  readonly pace: Pace;
  readonly nowMs: number;
}

/** Asks twice whether anybody is there, and the third time leaves. */
const LEAVES_AFTER = 3;
/** So often the buyer says that something is missing; then they leave it. */
const MAX_MISSES = 2;
/** What is said of an answer that was not enough: taken back while it is typed, when the rest of the answer comes. */
const AGAIN: ReadonlySet<string> = new Set(["missing", "cold", "foreign"]);

export function stepCase(
  before: TrainingProgress,
  heard: Heard,
  nowMs: number,
  { book, pace }: { readonly book: TrainingBook; readonly pace: Pace },
): TrainingProgress {
  const one = book.cases.find(({ caseKey }) => caseKey === before.caseKey);
  if (!one || before.end !== null || nowMs < before.arrivesAtMs) return before;
  const scene: Scene = { one, book, pace, nowMs };
  const started = heard.isOver ? before : sayDue(before, nowMs);
  const read = heard.replies.reduce((state, reply) => readReply(state, reply, scene), started);
  if (heard.isOver) return endNow(read, one);
  if (isDone(read)) return read.said === read.lines.length ? { ...read, end: endOf(read, one) } : read;
  return waitOn(read, scene);
}

/** Lines whose time has come are said; then it is the agent's turn. */
function sayDue(state: TrainingProgress, nowMs: number): TrainingProgress {
  const due = state.lines.filter(({ atMs }) => atMs <= nowMs).length;
  if (due <= state.said) return state;
  const isAgentsTurn = due === state.lines.length;
  return { ...state, said: due, waitingSinceMs: isAgentsTurn ? (state.waitingSinceMs ?? nowMs) : state.waitingSinceMs };
}

function readReply(state: TrainingProgress, reply: Heard["replies"][0], scene: Scene): TrainingProgress {
  if (reply.seq <= state.readSeq) return state;
  const lines = scene.book.scripts.get(state.language)?.cases[scene.one.caseKey];
  if (!lines || isDone(state)) return { ...state, readSeq: reply.seq };
  // Also of what was not asked yet: who says it early has said it.
  const facts = scene.one.steps.flatMap((step) => step.facts);
  const found = [...new Set([...state.found, ...findFacts(reply.text, facts, lines)])];
  const read: TrainingProgress = {
    ...state,
    readSeq: reply.seq,
    found,
    foreign: state.foreign + (reply.language === state.language ? 0 : 1),
  };
  if (state.waitingSinceMs !== null) return answer(count(read, scene), reply, state.firstReplyMs === null, scene);
  const isTakenBack = state.said < state.lines.length && AGAIN.has(state.lines.at(-1)?.line ?? "");
  if (!isTakenBack) return read;
  return answer({ ...read, lines: state.lines.slice(0, -1), misses: state.misses - 1 }, reply, false, scene);
}

function count(state: TrainingProgress, { one, pace, nowMs }: Scene): TrainingProgress {
  const waited = nowMs - (state.waitingSinceMs ?? nowMs);
  const isKept = waited <= one.answerWithinS * 1_000 * pace.patience;
  return {
    ...state,
    firstReplyMs: state.firstReplyMs ?? nowMs - state.arrivesAtMs,
    waitingSinceMs: null,
    kept: state.kept + (isKept ? 1 : 0),
    late: state.late + (isKept ? 0 : 1),
    nudges: 0,
  };
}

function answer(state: TrainingProgress, reply: Heard["replies"][0], isFirst: boolean, scene: Scene): TrainingProgress {
  const { one, book, pace, nowMs } = scene;
  const next = reactTo({ state, one, book, reply, isFirst, mayMiss: MAX_MISSES });
  const speaks: TrainingSaid = { line: next.line, language: next.language, atMs: nowMs + pace.typesMs };
  const { step, misses, language } = next;
  return { ...state, step, misses, language, lines: [...state.lines, speaks] };
}

/** Nobody answers: the buyer asks, asks again, and leaves. */
function waitOn(state: TrainingProgress, { one, pace, nowMs }: Scene): TrainingProgress {
  if (state.waitingSinceMs === null) return state;
  const asked = Math.floor((nowMs - state.waitingSinceMs) / (one.answerWithinS * 1_000 * pace.patience));
  if (asked <= state.nudges) return state;
  const line = asked >= LEAVES_AFTER ? "leaves" : "waiting";
  return { ...state, nudges: asked, lines: [...state.lines, { line, language: state.language, atMs: nowMs }] };
}

/** Whoever resolves a case ends it; what the buyer was about to say stays unsaid. */
function endNow(state: TrainingProgress, one: TrainingCase): TrainingProgress {
  const end = isDone(state) ? endOf(state, one) : "closed-early";
  return { ...state, lines: state.lines.slice(0, state.said), end };
}

/** The last thing that the buyer will say was said or is being typed. */
function isDone({ lines }: TrainingProgress): boolean {
  const last = lines.at(-1)?.line;
  return last === "thanks" || last === "leaves";
}

function endOf({ lines, found }: TrainingProgress, { steps }: TrainingCase): TrainingEnd {
  if (lines.at(-1)?.line === "leaves") return "left";
  const isAll = steps.flatMap(({ facts }) => facts).every(({ factKey }) => found.includes(factKey));
  return isAll ? "satisfied" : "settled";
}
