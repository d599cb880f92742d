/**
 * Asks a model for the story of a case in three lines and for how it would sort it. What it writes is checked: the agent's
 * language, no number that the case does not hold, no address, no placeholder of its own making.
 */
import { z } from "zod";
import { REFINE_REASONS, type SaidTriage, type SummaryLines } from "../../contracts/copilot.ts";
import type { ShopId } from "../../contracts/ids.ts";
import type { Language } from "../../contracts/language.ts";
import type { Speaker } from "../../contracts/message.ts";
import type { Ports } from "../../contracts/ports.ts";
import { TICKET_CATEGORIES, TICKET_PRIORITIES } from "../../contracts/ticket.ts";
import { collectNumbers, readNumbers } from "../../shared/numbers/read-numbers.ts";
import { isInLanguage } from "../checks/check-language.ts";
import { areLinksProven, hasMarkup } from "../checks/check-links.ts";
import { createPersonalVault } from "../guard/create-personal-vault.ts";
import type { KnownValue } from "../guard/find-personal.ts";
import { fenceLines, fenceText, stripInvisible } from "../prompt/fence-text.ts";
import { cutText, languageForModel } from "../prompt/fill-prompt.ts";
import { askForJson } from "../refine/ask-for-json.ts";

export interface BriefTask {
  readonly shopId: ShopId;
  /** The agent's. */
  readonly language: Language;
  /** Oldest first. */
  readonly said: readonly { readonly speaker: Speaker; readonly text: string }[];
  /** What the program knows, "name: value" a line, in English. */
  readonly record: readonly string[];
  readonly known: readonly KnownValue[];
  readonly signal: AbortSignal;
}

export type WrittenBrief = { readonly promptVersion: string } & (
  | { readonly kind: "written"; readonly model: string; readonly lines: SummaryLines; readonly triage: SaidTriage }
  | { readonly kind: "failed"; readonly reason: string }
);

/** Nobody waits but who asked for it anew. */
const BRIEF_MS = 20_000;
const MAX_LINES = 30;
const MAX_LINE_LENGTH = 600;
const MAX_SENTENCE_LENGTH = 400;

const SENTENCE = z.string().trim().min(1).max(1_000);
const REPLY = z.object({
  wants: SENTENCE,
  tried: SENTENCE,
  stake: SENTENCE,
  priority: z.enum(TICKET_PRIORITIES),
  category: z.enum(TICKET_CATEGORIES),
  why: z.enum(REFINE_REASONS),
});

const SPEAKERS: Readonly<Record<Speaker, string>> = {
  buyer: "buyer",
  assistant: "assistant",
  agent: "colleague",
  notice: "shop",
};

/** Never throws. */
export async function writeBrief(
  task: BriefTask,
  ports: Pick<Ports, "model" | "texts" | "clock">,
): Promise<WrittenBrief> {
  const vault = createPersonalVault({ known: task.known });
  const said = task.said.slice(-MAX_LINES).map(({ speaker, text }) => ({
    speaker: SPEAKERS[speaker],
    text: cutText(vault.hide(text), MAX_LINE_LENGTH),
  }));
  const record = vault.hide(task.record.join("\n"));
  const asked = await askForJson(
    {
      shopId: task.shopId,
      task: "brief",
      values: {
        language: languageForModel(task.language),
        categories: TICKET_CATEGORIES.join(", "),
        record: fenceText("record", record),
        conversation: fenceLines(
          "conversation",
          said.map(({ text }) => text),
          said.map(({ speaker }) => speaker),
        ),
      },
      schema: REPLY,
      ms: BRIEF_MS,
      signal: task.signal,
    },
    ports,
  );
  const { promptVersion } = asked;
  if (asked.value === null || asked.model === null) return { kind: "failed", reason: asked.outcome, promptVersion };
  const known = collectNumbers([record, ...said.map(({ text }) => text)].join("\n"));
  const { wants, tried, stake, priority, category, why } = asked.value;
  const lines = [wants, tried, stake].map((line) => readLine(line, { language: task.language, known, vault }));
  const [first, second, third] = lines;
  if (typeof first !== "object" || typeof second !== "object" || typeof third !== "object") {
    const reason = lines.find((line) => typeof line === "string") ?? "nonsense";
    return { kind: "failed", reason: String(reason), promptVersion };
  }
  return {
    kind: "written",
    model: asked.model,
    promptVersion,
    lines: { wants: first.text, tried: second.text, stake: third.text },
    triage: { priority, category, why },
  };
}

interface LineRules {
  readonly language: Language;
  readonly known: ReadonlySet<string>;
  readonly vault: ReturnType<typeof createPersonalVault>;
}

/** The line with the buyer's own data in it, or what is wrong with it. */
function readLine(raw: string, { language, known, vault }: LineRules): { readonly text: string } | string {
  const marked = vault.mark(stripInvisible(raw).replace(/\s+/gu, " ").trim());
  if (marked === null) return "placeholders";
  if (marked === "" || marked.length > MAX_SENTENCE_LENGTH) return "length";
  if (hasMarkup(marked)) return "markup";
  if (!areLinksProven(marked, [])) return "links";
  if (!isInLanguage(marked, language)) return "language";
  const areKnown = readNumbers(marked).every((readings) =>
    readings.some((reading) => reading.every((part) => known.has(part))),
  );
  return areKnown ? { text: vault.restore(marked) } : "numbers";
}
