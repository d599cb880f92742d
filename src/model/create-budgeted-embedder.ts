/** Puts a shop's daily budget in front of the embedder: an estimate is set aside, then what the server counted is paid. */
import type { ShopId } from "../contracts/ids.ts";
import type { EmbedCall, Embedder } from "../contracts/language-model.ts";
import type { BudgetAmount, ModelBudget, Reserved } from "../contracts/model-budget.ts";
import type { Logger, Metrics } from "../contracts/runtime.ts";
import { estimateTokens } from "./estimate-tokens.ts";

interface BudgetTools {
  readonly budget: ModelBudget;
  /** In millionths per token; null: unknown, and only tokens are counted. */
  readonly tokenMicros: number | null;
  readonly log: Logger;
  readonly metrics: Metrics;
}

/** Never throws. A call without a shop is nobody's, and free. */
export function createBudgetedEmbedder(embedder: Embedder, tools: BudgetTools): Embedder {
  const toldOn = new Map<ShopId, string>();
  const amountOf = (tokens: number): BudgetAmount => ({
    tokens,
    costMicros: tools.tokenMicros === null ? 0 : Math.ceil(tokens * tools.tokenMicros),
  });

  /** One line a day: every question would be one. */
  function tellOnce(shopId: ShopId, day: string): void {
    if (toldOn.get(shopId) === day) return;
    toldOn.set(shopId, day);
    tools.log.warn("embedding-waits-for-budget", { shopId, day });
  }

  return {
    ...embedder,
    async embed(texts, signal, call = {}) {
      const { shopId } = call;
      if (!shopId || texts.length === 0) return embedder.embed(texts, signal, call);
      const estimate = estimateTokens(...texts);
      let reserved: Reserved;
      try {
        reserved = await tools.budget.reserve(shopId, amountOf(estimate));
      } catch (error) {
        tools.log.error("model-budget-unknown", error);
        return null;
      }
      if (reserved.kind === "exhausted") {
        tellOnce(shopId, reserved.day);
        call.onBudgetSpent?.();
        return null;
      }
      const counted = countUsage(call);
      const vectors = await embedder.embed(texts, signal, { ...call, onUsage: counted.onUsage });
      const used = counted.tokens() ?? estimate;
      tools.metrics.count("model_tokens_total", { task: "embed", kind: "input" }, used);
      // Nobody waits for the bill. If this fails, the estimate stands.
      void tools.budget.settle(reserved.reservation, amountOf(used)).catch((error: unknown) => {
        tools.log.error("model-budget-not-settled", error);
      });
      return vectors;
    },
  };
}

/** Batches may be counted each; one that was not makes the sum unknown. */
function countUsage({ onUsage }: EmbedCall): Required<Pick<EmbedCall, "onUsage">> & { tokens(): number | null } {
  let sum: number | null = 0;
  return {
    tokens: () => sum,
    onUsage(tokens) {
      sum = sum === null || tokens === null ? null : sum + tokens;
      onUsage?.(tokens);
    },
  };
}
