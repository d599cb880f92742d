/** The model side of the ports: the ladder of servers with the shop's budget before each, embeddings, vectors. */
import type { Config, ModelConfig } from "../config.ts";
import type { LanguageModel, ModelRung } from "../contracts/language-model.ts";
import type { ModelBudget } from "../contracts/model-budget.ts";
import type { Ports } from "../contracts/ports.ts";
import { createBudgetedEmbedder } from "../model/create-budgeted-embedder.ts";
import { createBudgetedModel } from "../model/create-budgeted-model.ts";
import { CHAT_MODEL_LIMITS, createChatModel, FIRST_OF_TWO_LIMITS } from "../model/create-chat-model.ts";
import { createModelLadder, type Rung } from "../model/create-model-ladder.ts";
import { createOpenAiEmbedder } from "../model/create-openai-embedder.ts";
import { createVectorIndex } from "../model/create-vector-index.ts";

type ModelTools = Pick<Ports, "log" | "metrics"> & { readonly budget: ModelBudget };

export function buildModel(config: Config, tools: ModelTools): Pick<Ports, "model" | "embedder" | "vectors"> {
  if (!config.model) return { model: null, embedder: null, vectors: null };
  return {
    model: buildLadder(config.model, config.fallbackModel, tools),
    embedder: createBudgetedEmbedder(createOpenAiEmbedder(config.model, tools), {
      ...tools,
      // Per million tokens and in millionths of the unit, as below. A chat model is never the cheaper one.
      tokenMicros: config.model.embeddingPrice ?? config.model.price?.input ?? null,
    }),
    vectors: createVectorIndex({ dataFolder: config.dataFolder, model: config.model.embeddingModel, log: tools.log }),
  };
}

function buildLadder(first: ModelConfig, second: ModelConfig | null, tools: ModelTools): LanguageModel {
  const limits = second ? FIRST_OF_TWO_LIMITS : CHAT_MODEL_LIMITS;
  const rungOf = (rung: ModelRung, settings: ModelConfig): Rung => {
    const log = tools.log.with({ rung });
    const model = createChatModel(settings, { ...tools, log }, rung === "model" ? limits : CHAT_MODEL_LIMITS);
    // Per million tokens and in millionths of the unit: the same figure for a single token.
    const price = settings.price && { inputMicros: settings.price.input, outputMicros: settings.price.output };
    return { rung, model: createBudgetedModel(model, { ...tools, log, price, chatModel: settings.chatModel }) };
  };
  const others = second ? [rungOf("second-model", second)] : [];
  return createModelLadder([rungOf("model", first), ...others], tools.metrics);
}
