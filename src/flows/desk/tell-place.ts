/** Tells who waits for a person how many are before them and how long it takes, or when somebody will be there. */
import type { DeskSettings } from "../../contracts/desk.ts";
import type { Instant, TicketId } from "../../contracts/ids.ts";
import type { Language } from "../../contracts/language.ts";
import type { HandoffReason, Ticket, TimerChange } from "../../contracts/ticket.ts";
import { writeDeskChoice } from "../../shared/desk-choice.ts";
import { describeWait, type Wait } from "../../tickets/describe-wait.ts";
import { findVoice } from "../case/open-case.ts";
import { type DeskPorts, tellConsole } from "./desk-ports.ts";
import { formatOpening } from "./format-opening.ts";
import { sayAbout } from "./say-notice.ts";

/** Who asks again within this time has been told already. */
export const TOLD_AGAIN_MS = 10 * 60_000;

/** Nobody in need is given a number; and a wish that waits for approval cannot be left to the assistant. */
const SPARED: ReadonlySet<HandoffReason> = new Set(["self-harm", "proposal"]);

/** For a case that begins to wait now. */
export function placeTimers(
  ticketId: TicketId,
  reason: HandoffReason,
  since: Instant,
  { placeAfterSeconds: after }: Pick<DeskSettings, "placeAfterSeconds">,
): readonly TimerChange[] {
  if (after === null || SPARED.has(reason)) return [];
  return [{ ticketId, kind: "tell-place", dueAt: (since + after * 1_000) as Instant }];
}

export async function tellPlace(ticket: Ticket, ports: DeskPorts): Promise<void> {
  const { shopId, ticketId } = ticket;
  const [conversation, place, settings] = await Promise.all([
    findVoice(ticket, ports),
    ports.desk.placeOf(shopId, ticketId),
    ports.desk.settings(shopId),
  ]);
  const isWaiting = ticket.status === "waiting" && conversation?.holder.kind === "queue";
  if (!isWaiting || !place || settings.placeAfterSeconds === null) {
    return ports.desk.dropTimer(shopId, ticketId, "tell-place");
  }
  const available = await ports.desk.available(shopId, settings.awayAfterSeconds * 1_000);
  const now = ports.clock.now();
  const wait = describeWait(ticket, place, settings, { now, isAnybodyThere: available.length > 0 });
  const language = conversation.language ?? ticket.language;
  const queue = sayAbout(
    ticket,
    conversation,
    {
      // Two workers that ring at once mean one telling, not two.
      name: `place-${place.toldAt ?? "first"}`,
      speaker: "notice",
      text: writeWait(wait, language, settings, ports),
      choices: [
        {
          choiceId: writeDeskChoice({ kind: "leave-queue", ticketId }),
          label: ports.texts.notice("place-leave", language),
        },
      ],
    },
    ports,
  );
  const result = await ports.conversations.change(shopId, conversation.conversationId, conversation.epoch, {
    // As it was read: whoever takes the case first makes this superfluous.
    ticket: { ticketId, expectStatus: ["waiting"], status: "waiting", agentId: null },
    tellsPlaceOf: ticketId,
    timers: [{ ticketId, kind: "tell-place", dueAt: null }],
    queue,
    audit: [],
  });
  if (result.kind !== "changed") return ports.desk.dropTimer(shopId, ticketId, "tell-place");
  ports.doorbell.ringOutbox(shopId);
  tellConsole(shopId, ticket, ports);
}

function writeWait(
  wait: Wait,
  language: Language,
  { timeZone }: Pick<DeskSettings, "timeZone">,
  { texts }: Pick<DeskPorts, "texts">,
): string {
  const at = (moment: Instant) => ({ when: formatOpening(moment, language, timeZone) });
  const sentences: string[] = [];
  if (wait.kind === "closed") sentences.push(texts.notice("place-closed", language, at(wait.opensAt)));
  else sentences.push(texts.notice("place-ahead", language, { ahead: wait.ahead }));
  if (wait.kind === "absent") {
    sentences.push(
      wait.promisedAt === null
        ? texts.notice("place-absent", language)
        : texts.notice("place-promised", language, at(wait.promisedAt)),
    );
  }
  if (wait.kind === "queue" && wait.usually !== null) {
    const { unit, count } = wait.usually;
    sentences.push(texts.notice(`place-usual-${unit}`, language, { [unit]: count }));
  }
  sentences.push(texts.notice("place-kept", language));
  return sentences.join("\n");
}
