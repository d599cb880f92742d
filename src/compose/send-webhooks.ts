/** The loop that tells a shop's programs what happened. It looks each second: nobody rings for it, so messages pay nothing. */
import type { Ports } from "../contracts/ports.ts";
import type { PostWebhook } from "../contracts/webhook.ts";
import { createWebhookSender } from "../flows/integrations/send-webhooks.ts";
import { signWebhook } from "../ops/web/sign-webhook.ts";
import { createWorkerLoop } from "../ops/worker-loop.ts";

const SWEEP_MS = 1_000;

/** Begins at once. Returns how to stop it: what is on its way is let go and sent again by whoever comes next. */
export function sendWebhooks(
  ports: Pick<Ports, "webhooks" | "shops" | "clock" | "log" | "metrics">,
  post: PostWebhook,
): () => Promise<void> {
  const stopping = new AbortController();
  const sender = createWebhookSender(ports, {
    post,
    random: Math.random,
    signal: stopping.signal,
    sign: (due, secrets) => signWebhook(due, secrets, ports.clock.now()),
  });
  const loop = createWorkerLoop({
    name: "webhooks",
    sweepMs: SWEEP_MS,
    concurrency: 1,
    clock: ports.clock,
    log: ports.log,
    async drain() {
      for (const { shopId } of await ports.shops.list()) await sender.takeDue(shopId);
      return { didWork: false };
    },
  });
  loop.start();
  return async () => {
    await loop.stop();
    stopping.abort();
    await sender.idle();
  };
}
