/** Hands inward what the team did, and shows its author what came of it while the bot goes on listening. */
import type { TelegramContext } from "../wait-out.ts";
import { decodeStaffUpdate } from "./decode-staff.ts";
import { showOutcome } from "./show-outcome.ts";

/** Longer than a reply takes to be translated and queued; then the bot stops without having shown it. */
const SHOW_MS = 60_000;

/**
 * Null: nothing of the team's, so it may be a buyer's. Otherwise resolves once it is kept, with what is still to be
 * shown; throws what storing throws.
 */
export async function hearStaff(context: TelegramContext, update: unknown): Promise<{ shown: Promise<void> } | null> {
  const decoded = decodeStaffUpdate(update, context.botId);
  if (!decoded) return null;
  const { event, place } = decoded;
  const { outcome } = await context.host.staff.hear(event);
  const signal = AbortSignal.timeout(SHOW_MS);
  const shown = outcome
    .then((result) => showOutcome({ context, place, signal }, event, result))
    .catch((error: unknown) => context.host.log.error("telegram-staff-show-failed", error, { channel: "telegram" }));
  return { shown };
}
