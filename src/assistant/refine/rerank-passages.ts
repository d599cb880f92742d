/** Asks the model of ten passages at once which of them answer the question, and puts those first. */
import { z } from "zod";
import type { ClarifyChoice, SearchResult, ScoredPassage } from "../../contracts/answer.ts";
import type { ShopId } from "../../contracts/ids.ts";
import type { Ports } from "../../contracts/ports.ts";
import { writeMessage, writePassages } from "../prompt/write-material.ts";
import { askForJson } from "./ask-for-json.ts";

export interface RerankTask {
  readonly shopId: ShopId;
  /** Whole in itself, and without personal data. */
  readonly question: string;
  readonly found: SearchResult;
  readonly ms: number;
  readonly signal: AbortSignal;
}

export interface Reranked {
  readonly found: SearchResult;
  /** "answered", "none" when every passage was judged not to answer, otherwise why the order was kept. */
  readonly outcome: string;
  readonly promptVersion: string;
}

/** The beginning of a passage says what it is about; the whole of it is read when the answer is written. */
const MAX_PASSAGE_LENGTH = 900;
const MAX_ALTERNATIVES = 3;

const Labels = z.record(z.string(), z.unknown());
const Label = z.enum(["yes", "partly", "no"]);
type Label = z.infer<typeof Label>;
const PLACE: Readonly<Record<Label, number>> = { yes: 0, partly: 1, no: 3 };
/** A passage that the model forgot is no worse than one it found to answer half. */
const UNJUDGED_PLACE = 2;

/** Never throws. Whatever comes that is no judgement leaves the order as it was. */
export async function rerankPassages(
  task: RerankTask,
  ports: Pick<Ports, "model" | "texts" | "clock">,
): Promise<Reranked> {
  const { found } = task;
  const { value, outcome, promptVersion } = await askForJson(
    {
      shopId: task.shopId,
      task: "rerank",
      values: {
        message: writeMessage(task.question),
        passages: writePassages(
          found.passages.map(({ passage }) => passage),
          MAX_PASSAGE_LENGTH,
        ),
      },
      schema: Labels,
      ms: task.ms,
      signal: task.signal,
    },
    ports,
  );
  if (!value) return { found, outcome, promptVersion };
  const labels = found.passages.map((_, at) => readLabel(value[String(at + 1)]));
  const judged = labels.filter((label) => label !== null);
  // Half a judgement may be half a thought.
  if (judged.length * 2 < labels.length) return { found, outcome: "nonsense", promptVersion };
  if (labels.every((label) => label === "no")) return { found, outcome: "none", promptVersion };
  return { found: reorder(found, labels), outcome, promptVersion };
}

function readLabel(value: unknown): Label | null {
  const read = Label.safeParse(typeof value === "string" ? value.trim().toLowerCase() : value);
  return read.success ? read.data : null;
}

function reorder(found: SearchResult, labels: readonly (Label | null)[]): SearchResult {
  const placeOf = (at: number): number => {
    const label = labels[at];
    return label ? PLACE[label] : UNJUDGED_PLACE;
  };
  const order = found.passages.map((_, at) => at).sort((one, other) => placeOf(one) - placeOf(other) || one - other);
  const passages = order.flatMap((at) => found.passages[at] ?? []);
  const isSameFirst = passages[0]?.passage === found.passages[0]?.passage;
  const useful = order.filter((at) => labels[at] !== "no").flatMap((at) => found.passages[at] ?? []);
  return {
    ...found,
    passages,
    // A quote was chosen for the passage that was first; of another one none is known.
    extract: isSameFirst ? found.extract : null,
    alternatives: chooseAlternatives(useful, found.alternatives),
  };
}

/** What the model thinks answers, then what the search thought. */
function chooseAlternatives(useful: readonly ScoredPassage[], known: readonly ClarifyChoice[]): ClarifyChoice[] {
  const choices = [
    ...useful.map(({ passage }) => ({ articleKey: passage.articleKey, label: passage.title })),
    ...known,
  ];
  const seen = new Set<string>();
  return choices.filter(({ articleKey }) => !seen.has(articleKey) && seen.add(articleKey)).slice(0, MAX_ALTERNATIVES);
}
