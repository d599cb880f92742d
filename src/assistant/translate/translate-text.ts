/**
 * One text in another language, written by a model and compared with the original by code. Personal data go in as
 * placeholders and come back as themselves. What is doubtful is tried once more, then said: a person decides.
 */
import { z } from "zod";
import type { ShopId } from "../../contracts/ids.ts";
import type { Language } from "../../contracts/language.ts";
import type { LanguageModel, ModelMessage } from "../../contracts/language-model.ts";
import type { Ports } from "../../contracts/ports.ts";
import type { Translated, TranslationFault } from "../../contracts/translation.ts";
import { cleanText } from "../../shared/clean-text.ts";
import { isInLanguage } from "../checks/check-language.ts";
import { hasMarkup } from "../checks/check-links.ts";
import { createPersonalVault, type PersonalVault } from "../guard/create-personal-vault.ts";
import { findLeak } from "../guard/find-leak.ts";
import { type KnownValue, PERSONAL_KINDS } from "../guard/find-personal.ts";
import { fenceText, stripInvisible } from "../prompt/fence-text.ts";
import { fillPrompt, languageForModel, versionMark } from "../prompt/fill-prompt.ts";
import { readObject } from "../refine/ask-for-json.ts";
import { workWithin } from "../work-within.ts";
import { findAddedAddresses, findDoubts } from "./find-doubts.ts";

export interface TranslationTask {
  readonly shopId: ShopId;
  readonly text: string;
  /** Null: the model sees for itself. */
  readonly from: Language | null;
  readonly to: Language;
  /** A buyer's words are made understood; a reply is made fit to be sent. */
  readonly side: "buyer" | "reply";
  /** How the shop speaks in the buyer's market. */
  readonly manner?: string | null;
  /** What is known of the buyer, so that a model need not know it. */
  readonly known?: readonly KnownValue[];
  readonly signal: AbortSignal;
}

/** A longer text is a document; its tokens would cost more than reading it with a dictionary. */
export const MAX_TRANSLATED_LENGTH = 4_000;
/** Both tries together. An agent reads the original meanwhile. */
const TOTAL_MS = 20_000;
/** No language takes so much more room; whoever writes so much writes something else. */
const MAX_GROWTH = 6;
const FREE_GROWTH = 400;

const REPLY = z.object({ translation: z.string().trim().min(1).max(20_000) });
const LEFT_OVER = new RegExp(String.raw`\[(?:${PERSONAL_KINDS.join("|")}) \d{1,3}\]`, "iu");

type Outcome = Translated;

/** Never throws. */
export async function translateText(
  task: TranslationTask,
  ports: Pick<Ports, "model" | "texts" | "clock">,
): Promise<Translated> {
  const { model } = ports;
  if (!model) return { kind: "failed", reason: "no-model", promptVersion: null };
  const original = stripInvisible(task.text).trim();
  if (Array.from(original).length > MAX_TRANSLATED_LENGTH) {
    return { kind: "failed", reason: "too-long", promptVersion: null };
  }
  const sheet = prepare({ ...task, text: original }, ports);
  const until = ports.clock.now() + TOTAL_MS;
  const first = await attempt(sheet, sheet.messages, model, until);
  const fault = describeFault(first);
  if (fault === null) return first;
  const again = fillPrompt(ports.texts.prompt("translate-again").text, {
    fault,
    language: languageForModel(task.to),
  });
  const second = await attempt(sheet, [...sheet.messages, { role: "user", text: again }], model, until);
  return isBetter(second, first) ? second : first;
}

interface Sheet {
  readonly task: TranslationTask;
  readonly vault: PersonalVault;
  readonly messages: readonly ModelMessage[];
  readonly instructions: string;
  readonly canary: string;
  readonly promptVersion: string;
  readonly clock: Ports["clock"];
}

function prepare(task: TranslationTask, { texts, clock }: Pick<Ports, "texts" | "clock">): Sheet {
  const rules = texts.prompt(task.side === "buyer" ? "translate-buyer" : "translate-reply");
  const vault = createPersonalVault({ known: task.known ?? [] });
  const canary = `DRG-${rules.version.slice(0, 8)}`;
  const system = fillPrompt(rules.text, {
    from: task.from === null ? "the language it is written in" : languageForModel(task.from),
    language: languageForModel(task.to),
    canary,
    manner: task.manner ? fenceText("voice", task.manner) : "",
  });
  return {
    task,
    vault,
    canary,
    clock,
    instructions: rules.text,
    promptVersion: versionMark(rules.name, rules.version),
    messages: [
      { role: "system", text: system },
      { role: "user", text: fenceText("message", vault.hide(task.text)) },
    ],
  };
}

async function attempt(
  sheet: Sheet,
  messages: readonly ModelMessage[],
  model: LanguageModel,
  until: number,
): Promise<Outcome> {
  const { task, clock, promptVersion } = sheet;
  const failed = (reason: TranslationFault): Outcome => ({ kind: "failed", reason, promptVersion });
  const limit = { clock, ms: until - clock.now(), signal: task.signal };
  const reply = await workWithin(limit, (signal) =>
    model.complete(messages, { signal, shopId: task.shopId, task: "translate" }),
  );
  if (reply?.kind !== "text") return failed(reply?.reason === "budget" ? "budget" : "unavailable");
  const read = REPLY.safeParse(readObject(reply.text));
  if (!read.success) return failed("nonsense");
  const text = cleanText(sheet.vault.reveal(read.data.translation)).trim();
  const fault = judge(text, sheet);
  if (fault !== null) return failed(fault);
  const pair = { original: task.text, translation: text, from: task.from, to: task.to };
  return { kind: "translated", text, doubts: findDoubts(pair), model: reply.model, promptVersion };
}

/** What nobody should read, whatever else is right with it. */
function judge(text: string, { task, canary, instructions }: Sheet): TranslationFault | null {
  const isSized = text !== "" && text.length <= task.text.length * MAX_GROWTH + FREE_GROWTH;
  if (!isSized || LEFT_OVER.test(text) || (hasMarkup(text) && !hasMarkup(task.text))) return "nonsense";
  if (findAddedAddresses({ original: task.text, translation: text }).length > 0) return "added-link";
  if (findLeak(text, { canary, instructions: [instructions], allowed: [task.text] }) !== null) return "leak";
  return isInLanguage(text, task.to) ? null : "wrong-language";
}

/** In English, for the model; null when there is nothing to mend, or nobody who could. */
function describeFault(outcome: Outcome): string | null {
  if (outcome.kind === "translated") {
    const values = outcome.doubts.map(({ value, was }) => `${was} ${value}`).join(", ");
    return values === "" ? null : `it changed what must stay (${values})`;
  }
  switch (outcome.reason) {
    case "wrong-language":
      return "it is not in the language that was asked for";
    case "nonsense":
      return "it is not the JSON object that was asked for";
    case "added-link":
      return "it has an address that the original does not have";
    case "budget":
    case "leak":
    case "no-model":
    case "too-long":
    case "unavailable":
      return null;
  }
}

function isBetter(second: Outcome, first: Outcome): boolean {
  if (second.kind === "failed") return false;
  return first.kind === "failed" || second.doubts.length < first.doubts.length;
}
