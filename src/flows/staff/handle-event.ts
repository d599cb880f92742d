/** Deals with one thing that somebody of the team did; done again after a crash it changes nothing more. */
import { AppError } from "../../contracts/errors.ts";
import type { StaffLanguage, StaffOutcome } from "../../contracts/staff-desk.ts";
import { assertNever } from "../../shared/assert-never.ts";
import type { Handled, HeardEvent } from "./heard-event.ts";
import { linkAccount, linkDesk } from "./link-by-code.ts";
import { pressButton } from "./press/press-button.ts";
import { hearEdit, sayInThread } from "./say-in-thread.ts";
import { languageOfShop } from "./staff-language.ts";
import type { StaffPorts } from "./staff-ports.ts";

/** After so many tries a fault of ours is told instead of being tried again. */
export const MAX_EVENT_TRIES = 3;
const RETRY_MS = 60_000;

/** Never rejects. A fault of ours leaves the event where it is: the sweep takes it up again. */
export async function handleEvent(heard: HeardEvent, ports: StaffPorts): Promise<StaffOutcome> {
  const { shopId, accountId, event, attempts } = heard;
  try {
    const { outcome, note } = await handle(heard, ports).catch((error: unknown) => explain(heard, error, ports));
    await ports.staff.settleEvent(shopId, accountId, event.externalId, note);
    ports.metrics.count("staff_events_total", { kind: event.kind, outcome: outcome.kind });
    return outcome;
  } catch (error) {
    ports.log.error("staff-event-failed", error, { kind: event.kind, attempts });
    return { kind: "hint", text: ports.texts.desk("hint-later", await languageOf(heard, ports)) };
  }
}

async function handle(heard: HeardEvent, ports: StaffPorts): Promise<Handled> {
  const { shopId, accountId, desk, event } = heard;
  switch (event.kind) {
    case "link-account":
      return linkAccount(heard, event, ports);
    case "link-desk":
      return linkDesk(heard, event, ports);
    case "said":
      return desk ? sayInThread({ ...heard, desk }, event, ports) : NOTHING;
    case "edited":
      return desk ? hearEdit({ ...heard, desk }, event, ports) : NOTHING;
    case "pressed":
      return desk ? pressButton({ ...heard, desk }, event, ports) : NOTHING;
    case "typing":
      return NOTHING;
    case "place-moved":
      await ports.staff.moveDesk(shopId, accountId, { from: event.placeKey, to: event.toPlaceKey });
      return { outcome: { kind: "silent" }, note: "moved" };
    case "place-changed":
      if (desk) await ports.staff.setFault(shopId, desk.deskId, event.fault, RETRY_MS);
      if (event.fault) ports.log.warn("staff-desk-broken", { fault: event.fault });
      return { outcome: { kind: "silent" }, note: event.fault ?? "mended" };
    default:
      return assertNever(event);
  }
}

const NOTHING: Handled = { outcome: { kind: "silent" }, note: "nothing" };

const HINTS: Readonly<Partial<Record<AppError["code"], string>>> = {
  NOT_ALLOWED: "hint-not-allowed",
  HELD_BY_COLLEAGUE: "hint-changed",
  TRANSITION_FORBIDDEN: "hint-resolved",
  NOT_FOUND: "hint-gone",
};

/** What the stories refuse is an answer to who asked; anything else is a fault, and thrown on while there are tries left. */
async function explain(heard: HeardEvent, error: unknown, ports: StaffPorts): Promise<Handled> {
  const language = await languageOf(heard, ports);
  const name = error instanceof AppError ? HINTS[error.code] : undefined;
  if (name !== undefined) return { outcome: { kind: "hint", text: ports.texts.desk(name, language) }, note: name };
  if (heard.attempts < MAX_EVENT_TRIES) throw error;
  ports.log.error("staff-event-given-up", error, { kind: heard.event.kind });
  const who = "senderName" in heard.event ? heard.event.senderName : "";
  return {
    outcome: { kind: "hint", text: ports.texts.desk("hint-failed", language, { name: who }) },
    note: "given-up",
  };
}

async function languageOf({ shopId, desk }: HeardEvent, ports: StaffPorts): Promise<StaffLanguage> {
  return desk?.language ?? languageOfShop(shopId, ports).catch(() => "en" as const);
}
