/** The first rungs of the ladder: one model server, and another when the first gives nothing. */
import type { FailedRung, LanguageModel, ModelRung } from "../contracts/language-model.ts";
import type { Metrics } from "../contracts/runtime.ts";

export interface Rung {
  readonly rung: ModelRung;
  readonly model: LanguageModel;
}

/** Each has its own breaker, so a server that is down costs nothing but the first five tries. */
export function createModelLadder(rungs: readonly [Rung, ...Rung[]], metrics: Metrics): LanguageModel {
  const [first, ...others] = rungs;
  return {
    ...first.model,
    async complete(messages, options) {
      const failed: FailedRung[] = [];
      let reply = await first.model.complete(messages, options);
      let asked = first;
      for (const next of others) {
        // Who gave up waits for nobody else either.
        if (reply.kind === "text" || options.signal.aborted) break;
        failed.push({ rung: asked.rung, reason: reply.reason });
        metrics.count("model_rungs_total", { rung: asked.rung, reason: reply.reason });
        asked = next;
        reply = await next.model.complete(messages, options);
      }
      if (reply.kind === "unavailable") failed.push({ rung: asked.rung, reason: reply.reason });
      return failed.length === 0 ? reply : { ...reply, failed };
    },
  };
}
