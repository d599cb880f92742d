/** `dragoman model status|voice|limits`: what models cost the shop today, how it sounds, and what it may spend. */
import { readFile } from "node:fs/promises";
import type { Program } from "../../compose/open-program.ts";
import { AppError } from "../../contracts/errors.ts";
import type { BudgetDay } from "../../contracts/model-budget.ts";
import { cleanText } from "../../shared/clean-text.ts";
import { withProgram } from "../with-program.ts";

export interface ModelOptions {
  readonly file?: string;
  readonly tokens?: string;
  readonly cost?: string;
  readonly reset?: boolean;
}

/** The prompt takes no more; a longer text wants to be a rule, and rules are not a shop's to change. */
const MAX_VOICE_LENGTH = 600;

export async function modelCommand(action: string, options: ModelOptions): Promise<void> {
  await withProgram(async (program) => {
    if (action === "voice") await changeVoice(program, options);
    else if (action === "limits") await changeLimits(program, options);
    else if (action !== "status") {
      throw new AppError("REQUEST_INVALID", `There is no "model ${action}"; use status, voice or limits.`);
    }
    const { ports, shop } = program;
    process.stdout.write(`${describeBudget(await ports.budget.today(shop.shopId))}\n`);
    const { voice } = await ports.budget.wishes(shop.shopId);
    process.stdout.write(`voice: ${voice ?? "as prompts/voice.md says"}\n`);
  });
}

async function changeVoice({ ports, shop }: Program, { file, reset }: ModelOptions): Promise<void> {
  if (reset) return ports.budget.saveWishes(shop.shopId, { voice: null });
  if (file === undefined) return;
  const text = cleanText(await readFile(file, "utf8")).trim();
  const length = Array.from(text).length;
  if (length === 0 || length > MAX_VOICE_LENGTH) {
    throw new AppError("REQUEST_INVALID", `A voice has 1 to ${MAX_VOICE_LENGTH} characters; ${file} has ${length}.`);
  }
  await ports.budget.saveWishes(shop.shopId, { voice: text });
}

async function changeLimits({ ports, shop }: Program, { tokens, cost, reset }: ModelOptions): Promise<void> {
  const { limits } = await ports.budget.wishes(shop.shopId);
  if (reset) return ports.budget.saveWishes(shop.shopId, { limits: { maxTokens: null, maxCostMicros: null } });
  const maxTokens = tokens === undefined ? limits.maxTokens : Math.trunc(readAmount(tokens, "--tokens"));
  const maxCostMicros = cost === undefined ? limits.maxCostMicros : Math.round(readAmount(cost, "--cost") * 1_000_000);
  await ports.budget.saveWishes(shop.shopId, { limits: { maxTokens, maxCostMicros } });
}

function readAmount(text: string, name: string): number {
  const amount = Number(text);
  if (text.trim() !== "" && Number.isFinite(amount) && amount >= 0) return amount;
  throw new AppError("REQUEST_INVALID", `${name} must be a number that is not negative.`);
}

/** One line, for people. */
export function describeBudget({ day, tokens, costMicros, calls, refusedCalls, limits }: BudgetDay): string {
  const ofTokens =
    limits.maxTokens === null ? "no limit" : `of ${limits.maxTokens}, ${share(tokens, limits.maxTokens)}`;
  const cost = (micros: number): string => (micros / 1_000_000).toFixed(2);
  const ofCost =
    limits.maxCostMicros === null
      ? "no limit"
      : `of ${cost(limits.maxCostMicros)}, ${share(costMicros, limits.maxCostMicros)}`;
  const refused = refusedCalls === 0 ? "" : `, ${refusedCalls} calls refused`;
  return `${day}: ${tokens} tokens (${ofTokens}), cost ${cost(costMicros)} (${ofCost}), ${calls} calls${refused}`;
}

function share(used: number, limit: number): string {
  return limit === 0 ? "100 %" : `${Math.round((used / limit) * 100)} %`;
}
