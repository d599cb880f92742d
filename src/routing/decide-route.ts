/** Who answers what a buyer has said: a rule table, first match wins. Pure; the flow carries the route out. */
import type { Conversation, TurnClaim } from "../contracts/conversation.ts";
import type { ArticleKey } from "../contracts/ids.ts";
import type { Language } from "../contracts/language.ts";
import type { CueBook } from "../contracts/texts.ts";
import { type Cue, type CueMatch, matchCues, SENSITIVE_CUES, type SensitiveCue } from "./match-cues.ts";
import { type Command, readCommand } from "./read-command.ts";

export type Route =
  /** A person has the conversation: the message is settled and shown, nobody else answers. */
  | { readonly kind: "leave-to-agent" }
  /** Taken up too often without success: a ticket, with reason failed-repeatedly. */
  | { readonly kind: "give-up" }
  | { readonly kind: "open-ticket"; readonly reason: "buyer-asked" | "complaint" | "not-text" | SensitiveReason }
  | { readonly kind: "greet" }
  | { readonly kind: "thank" }
  | { readonly kind: "help" }
  /** The shop may not speak it: whoever carries this out checks. */
  | { readonly kind: "set-language"; readonly language: Language }
  | { readonly kind: "ask-language" }
  | { readonly kind: "answer"; readonly question: string }
  | { readonly kind: "show-article"; readonly articleKey: ArticleKey; readonly question: string };

export interface RouteInput {
  readonly conversation: Pick<Conversation, "holder" | "clarifyCount">;
  readonly pending: TurnClaim["pending"];
  /** The highest attempt among the pending messages, this one included. */
  readonly attempt: number;
  readonly cues: CueBook;
}

export type SensitiveReason = (typeof REASONS)[SensitiveCue];

const REASONS = {
  "self-harm": "self-harm",
  safety: "safety",
  legal: "legal",
  dispute: "bank-dispute",
  authority: "data-protection",
  press: "press",
} as const satisfies Readonly<Record<SensitiveCue, string>>;

export const MAX_ATTEMPTS = 3;

/** What all pending messages say together, read once. */
interface Reading {
  readonly input: RouteInput;
  /** The last one counts: who taps two buttons means the second. */
  readonly command: Command | null;
  readonly texts: readonly { readonly text: string; readonly match: CueMatch }[];
  /** There is a picture, a file, a voice message or a place, which the assistant cannot read. */
  readonly hasOther: boolean;
}

type Rule = (reading: Reading) => Route | null;

const RULES: readonly Rule[] = [
  changeLanguage,
  leaveToAgent,
  giveUp,
  touchesPeople,
  askedForPerson,
  complained,
  notText,
  obeyCommand,
  askedForLanguage,
  smallTalk,
];

export function decideRoute(input: RouteInput): Route {
  const reading = readPending(input);
  for (const rule of RULES) {
    const route = rule(reading);
    if (route !== null) return route;
  }
  return { kind: "answer", question: joinQuestion(reading) };
}

function readPending(input: RouteInput): Reading {
  const parts = input.pending.flatMap((pending) => pending.message.parts);
  const commands = parts.map(readCommand);
  const texts = parts.flatMap((part, index) => {
    if (commands[index] !== null) return [];
    // A button nobody knows any more is what it said to the buyer.
    const text = part.kind === "text" ? part.text : part.kind === "choice" ? part.label : "";
    return text.trim() === "" ? [] : [{ text: text.trim(), match: matchCues(text, input.cues) }];
  });
  const hasOther = parts.some((part) => part.kind !== "text" && part.kind !== "choice");
  return { input, command: commands.findLast((command) => command !== null) ?? null, texts, hasOther };
}

/** Works whoever holds the conversation: it changes our notices, not who speaks. */
function changeLanguage({ command }: Reading): Route | null {
  if (command?.kind !== "language") return null;
  return command.language === null ? { kind: "ask-language" } : { kind: "set-language", language: command.language };
}

function leaveToAgent({ input }: Reading): Route | null {
  return input.conversation.holder.kind === "assistant" ? null : { kind: "leave-to-agent" };
}

function giveUp({ input }: Reading): Route | null {
  return input.attempt > MAX_ATTEMPTS ? { kind: "give-up" } : null;
}

/** Danger, the law, the bank, the press: a person answers, whatever else was said. */
function touchesPeople({ texts }: Reading): Route | null {
  const cue = SENSITIVE_CUES.find((each) => isAny(texts, each));
  return cue ? { kind: "open-ticket", reason: REASONS[cue] } : null;
}

function askedForPerson({ command, texts }: Reading): Route | null {
  if (isAny(texts, "complaint")) return null;
  const isAsked = command?.kind === "person" || command?.kind === "none" || isAny(texts, "person");
  return isAsked ? { kind: "open-ticket", reason: "buyer-asked" } : null;
}

/** An angry buyer who also asks for a person is owed the apology first. */
function complained({ texts }: Reading): Route | null {
  return isAny(texts, "complaint") ? { kind: "open-ticket", reason: "complaint" } : null;
}

function obeyCommand(reading: Reading): Route | null {
  const { command, texts } = reading;
  if (command?.kind === "article") {
    return { kind: "show-article", articleKey: command.articleKey, question: joinQuestion(reading) || command.label };
  }
  // "/start" and a question typed right behind it: the question is what matters.
  if (command === null || texts.length > 0) return null;
  return command.kind === "start" ? { kind: "greet" } : { kind: "help" };
}

/** A photo with "hello" under it is a photo; with a question under it, the question is answered. */
function notText({ texts, command, hasOther }: Reading): Route | null {
  const isWordless = texts.every(({ match }) => isSmallTalk(match));
  const isNothing = texts.length === 0 && command === null;
  return isNothing || (hasOther && isWordless) ? { kind: "open-ticket", reason: "not-text" } : null;
}

function askedForLanguage({ texts }: Reading): Route | null {
  const wanted = texts.at(-1)?.match.languageWanted ?? null;
  const isAlone = texts.every(({ match }) => match.languageWanted !== null || isSmallTalk(match));
  return wanted !== null && isAlone ? { kind: "set-language", language: wanted } : null;
}

function smallTalk({ texts }: Reading): Route | null {
  if (texts.every(({ text }) => !/[\p{L}\p{N}]/u.test(text)) && !isAny(texts, "thanks")) return { kind: "help" };
  if (!texts.every(({ match }) => isSmallTalk(match))) return null;
  if (isAny(texts, "help") || isAny(texts, "stop")) return { kind: "help" };
  if (isAny(texts, "thanks") || isAny(texts, "goodbye")) return { kind: "thank" };
  if (isAny(texts, "greeting")) return { kind: "greet" };
  return isAny(texts, "no") ? { kind: "help" } : { kind: "thank" };
}

/** Several messages are one question; greetings and thanks beside it are not part of it. */
function joinQuestion({ texts }: Reading): string {
  return texts
    .filter(({ match }) => !isSmallTalk(match))
    .map(({ text }) => text)
    .join("\n");
}

const SMALL_TALK = ["greeting", "thanks", "goodbye", "yes", "no", "help", "stop"] as const;

function isSmallTalk(match: CueMatch): boolean {
  return SMALL_TALK.some((cue) => match.cues.has(cue));
}

function isAny(texts: Reading["texts"], cue: Cue): boolean {
  return texts.some(({ match }) => match.cues.has(cue));
}
