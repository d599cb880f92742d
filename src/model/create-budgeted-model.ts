/** Puts a shop's daily budget in front of a model: the dearest the call can be is set aside, then what it was is paid. */
import type { CompleteOptions, LanguageModel, ModelMessage, TokenUsage } from "../contracts/language-model.ts";
import type { BudgetAmount, ModelBudget, ModelPrice, Reserved } from "../contracts/model-budget.ts";
import type { Logger, Metrics } from "../contracts/runtime.ts";
import { estimateTokens } from "./estimate-tokens.ts";
import { maxTokensFor } from "./task-limits.ts";

interface BudgetTools {
  readonly budget: ModelBudget;
  /** Null: unknown, and only tokens are counted. */
  readonly price: ModelPrice | null;
  readonly chatModel: string;
  readonly log: Logger;
  readonly metrics: Metrics;
}

/** Never throws, like the model behind it. A call without a shop is nobody's, and free. */
export function createBudgetedModel(model: LanguageModel, tools: BudgetTools): LanguageModel {
  const amountOf = (usage: TokenUsage): BudgetAmount => priced(usage, tools.price);

  async function reserve(messages: readonly ModelMessage[], options: CompleteOptions): Promise<Reserved | null> {
    if (!options.shopId) return null;
    const inputTokens = estimateTokens(...messages.map((message) => message.text));
    const outputTokens = maxTokensFor(options.task ?? "answer", tools.chatModel);
    return tools.budget.reserve(options.shopId, amountOf({ inputTokens, outputTokens }));
  }

  return {
    ...model,
    async complete(messages, options) {
      let reserved: Reserved | null;
      try {
        reserved = await reserve(messages, options);
      } catch (error) {
        // Nobody knows what is left: rather a quoted answer than money that nobody counts.
        tools.log.error("model-budget-unknown", error);
        return { kind: "unavailable", reason: "broken" };
      }
      if (reserved?.kind === "exhausted") return { kind: "unavailable", reason: "budget" };
      const usage = Promise.withResolvers<TokenUsage | null>();
      let written = "";
      const reply = await model.complete(messages, {
        ...options,
        onUsage(counted) {
          usage.resolve(counted);
          options.onUsage?.(counted);
        },
        onText(text) {
          written = text;
          options.onText?.(text);
        },
      });
      const text = reply.kind === "text" ? reply.text : written;
      void usage.promise.then(async (counted) => {
        const used = counted ?? estimate(messages, text);
        countTokens(used, options, tools);
        if (reserved === null) return;
        // The answer does not wait for its bill. If this fails, the estimate stands.
        await tools.budget.settle(reserved.reservation, amountOf(used)).catch((error: unknown) => {
          tools.log.error("model-budget-not-settled", error);
        });
      });
      return reply;
    },
  };
}

function estimate(messages: readonly ModelMessage[], text: string): TokenUsage {
  return {
    inputTokens: estimateTokens(...messages.map((message) => message.text)),
    outputTokens: text === "" ? 0 : estimateTokens(text),
  };
}

function priced({ inputTokens, outputTokens }: TokenUsage, price: ModelPrice | null): BudgetAmount {
  const costMicros = price ? Math.ceil(inputTokens * price.inputMicros + outputTokens * price.outputMicros) : 0;
  return { tokens: inputTokens + outputTokens, costMicros };
}

function countTokens(used: TokenUsage, { task = "answer" }: CompleteOptions, { metrics }: BudgetTools): void {
  metrics.count("model_tokens_total", { task, kind: "input" }, used.inputTokens);
  metrics.count("model_tokens_total", { task, kind: "output" }, used.outputTokens);
}
