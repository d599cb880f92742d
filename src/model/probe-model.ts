/** Asks the model server for one word and one vector, for `dragoman doctor`; nothing else connects unasked. */
import type { ModelFailure } from "../contracts/language-model.ts";
import type { Logger, Metrics } from "../contracts/runtime.ts";
import { createChatModel } from "./create-chat-model.ts";
import { createOpenAiEmbedder } from "./create-openai-embedder.ts";
import type { ModelSettings } from "./model-settings.ts";

export interface ModelProbe {
  /** "text" when it answers; otherwise why it does not. */
  readonly chat: "text" | ModelFailure;
  readonly chatMs: number;
  /** Null when no vector came. */
  readonly embeddingDimension: number | null;
  readonly embeddingMs: number;
}

/** Never throws; takes at most the model's own time limit. */
export async function probeModel(
  settings: ModelSettings,
  ports: { readonly log: Logger; readonly metrics: Metrics },
  signal: AbortSignal,
): Promise<ModelProbe> {
  const startedAt = performance.now();
  const reply = await createChatModel(settings, ports).complete([{ role: "user", text: "ping" }], { signal });
  const chatMs = Math.round(performance.now() - startedAt);
  const vectors = settings.embeddingModel ? await createOpenAiEmbedder(settings, ports).embed(["ping"], signal) : null;
  return {
    chat: reply.kind === "text" ? "text" : reply.reason,
    chatMs,
    embeddingDimension: vectors?.[0]?.length ?? null,
    embeddingMs: Math.round(performance.now() - startedAt) - chatMs,
  };
}
