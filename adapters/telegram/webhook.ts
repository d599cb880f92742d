/** Webhook mode: one route that stores an update and answers, and the call that tells Telegram where the route is. */
import { createHash, timingSafeEqual } from "node:crypto";
import type { ChannelRoute, HttpReply, HttpRequest } from "../../src/contracts/channel-adapter.ts";
import { AppError } from "../../src/contracts/errors.ts";
import { hearStaff } from "./desk/hear-staff.ts";
import { ALLOWED_UPDATES, decodeUpdate } from "./decode.ts";
import { type TelegramContext, waitOut } from "./wait-out.ts";

export interface WebhookSettings {
  readonly url: string;
  readonly secret: string;
}

const MAX_UPDATE_BYTES = 1_000_000;
const SET_LIMIT_MS = 15_000;

export function createWebhookRoute(context: TelegramContext, { secret }: WebhookSettings): ChannelRoute {
  const { host } = context;
  const expected = digest(secret);
  return {
    method: "POST",
    path: "/webhook",
    maxBytes: MAX_UPDATE_BYTES,
    async handle(request) {
      // Compared as digests: equal in length whatever was sent, so the time says nothing about the secret.
      const given = digest(request.headers["x-telegram-bot-api-secret-token"] ?? "");
      if (!timingSafeEqual(given, expected)) {
        throw new AppError("SIGNATURE_INVALID", "The webhook's secret token is missing or wrong.");
      }
      const update = decodeBody(request);
      // What is shown of it follows by itself: Telegram waits for nothing but the answer.
      if (await hearStaff(context, update)) return { status: 200 };
      const decoded = decodeUpdate(update, host.clock.now());
      if (decoded.kind === "refused") {
        host.refuse(decoded.reason);
        return { status: 200 };
      }
      await host.receive(decoded.message);
      return decoded.callbackQueryId === null ? { status: 200 } : answerPress(decoded.callbackQueryId);
    },
  };
}

/** Registers the route until it succeeds, then waits for the end. Telegram keeps delivering to other processes. */
export async function runWebhook(
  context: TelegramContext,
  { url, secret }: WebhookSettings,
  signal: AbortSignal,
): Promise<void> {
  const parameters = { url, secret_token: secret, allowed_updates: ALLOWED_UPDATES };
  for (let attempt = 0; !signal.aborted; attempt += 1) {
    const limits = { timeoutMs: SET_LIMIT_MS, signal };
    const outcome = await context.client.call((api, inner) => api.setWebhook(parameters, inner), limits);
    if (outcome.kind === "ok") break;
    await waitOut(context, outcome, attempt, signal);
  }
  if (signal.aborted) return;
  await new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
}

function decodeBody({ body }: HttpRequest): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(body));
  } catch (error) {
    throw new AppError("REQUEST_INVALID", "The body is not JSON.", {}, error);
  }
}

/** Telegram carries out a method named in the answer, which stops the wheel on the button without another call. */
function answerPress(callbackQueryId: string): HttpReply {
  return {
    status: 200,
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ method: "answerCallbackQuery", callback_query_id: callbackQueryId }),
  };
}

function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
