/** What is done for the team's groups and channels: what was left by a crash, what is new, what waits to be posted. */
import type { ShopId } from "../../contracts/ids.ts";
import type { StaffChannel, StaffDesk } from "../../contracts/staff-desk.ts";
import type { DueReceipt } from "../../contracts/staff-store.ts";
import { EVENT_LEASE_MS, findDesk } from "./create-staff-door.ts";
import { handleEvent } from "./handle-event.ts";
import { placeTranslations } from "./languages/place-translations.ts";
import { type PostOptions, postDue } from "./post-due.ts";
import type { StaffPorts } from "./staff-ports.ts";
import { tellNews } from "./tell-news.ts";

const MAX_EVENTS = 20;
const MAX_RECEIPTS = 20;
const RECEIPT_MS = 10_000;

/** Returns how much was done. One desk that is slow or broken keeps no other waiting for longer than a call. */
export async function workStaffDesks(shopId: ShopId, options: PostOptions, ports: StaffPorts): Promise<number> {
  const left = await handleLeft(shopId, ports);
  const desks = await ports.staff.desks(shopId);
  if (desks.length === 0) return left;
  const done = await Promise.all(desks.map((desk) => workDesk(desk, options, ports)));
  return left + (await showReceipts(desks, ports)) + done.reduce((sum, each) => sum + each, 0);
}

async function workDesk(desk: StaffDesk, options: PostOptions, ports: StaffPorts): Promise<number> {
  const channel = channelOf(desk, ports);
  // Another process may have it; what is new waits.
  if (!channel) return 0;
  const told = await tellNews(desk, channel.capabilities, ports);
  const placed = await placeTranslations(desk, channel.capabilities, ports);
  return told + placed + (await postDue(desk, channel, options, ports));
}

function channelOf({ accountId }: StaffDesk, { channels }: Pick<StaffPorts, "channels">): StaffChannel | null {
  return channels.adapterOf(accountId)?.staff ?? null;
}

/** Nobody waits for the answer any more, so that a refusal is told in the thread. */
async function handleLeft(shopId: ShopId, ports: StaffPorts): Promise<number> {
  const left = await ports.staff.takeLeftEvents(shopId, MAX_EVENTS, EVENT_LEASE_MS);
  for (const { accountId, event, attempts } of left) {
    const desk = await findDesk(shopId, accountId, event, ports);
    if (desk === "none") {
      await ports.staff.settleEvent(shopId, accountId, event.externalId, "desk-unlinked");
      continue;
    }
    const outcome = await handleEvent({ shopId, accountId, desk, event, attempts }, ports);
    const threadKey = "threadKey" in event ? event.threadKey : null;
    const thread = desk && threadKey !== null ? await ports.staff.threadByKey(shopId, desk.deskId, threadKey) : null;
    if (outcome.kind !== "hint" || !thread || !("senderName" in event)) continue;
    await ports.staff.addHint(shopId, thread.threadId, {
      cause: `hint:${event.externalId}:${attempts}`,
      kind: "hint",
      blocks: [{ heading: event.senderName, text: outcome.text }],
      files: [],
    });
  }
  return left.length;
}

/** At what somebody wrote in a thread: the buyer has it, or has not. */
async function showReceipts(desks: readonly StaffDesk[], ports: StaffPorts): Promise<number> {
  const [first] = desks;
  if (!first) return 0;
  const due = await ports.staff.dueReceipts(first.shopId, MAX_RECEIPTS);
  for (const each of due) {
    const desk = desks.find(({ deskId }) => deskId === each.deskId);
    if (desk) await showReceipt(desk, each, ports);
  }
  return due.length;
}

async function showReceipt(desk: StaffDesk, due: DueReceipt, ports: StaffPorts): Promise<void> {
  const { shopId } = desk;
  const { postId, placeKey, thread, messageKey, receipt } = due;
  const channel = channelOf(desk, ports);
  if (!channel) return;
  // First: a mark that is missing costs less than one that is tried for ever.
  await ports.staff.settleReceipt(shopId, postId, receipt);
  if (receipt === "failed") {
    await ports.staff.addHint(shopId, thread.threadId, {
      cause: `failed:${messageKey}`,
      kind: "hint",
      blocks: [{ heading: null, text: `⚠️ ${ports.texts.desk("failed-reply", desk.language)}` }],
      files: [],
    });
  }
  if (thread.threadKey === null) return;
  const place = { placeKey, threadKey: thread.threadKey };
  await channel.showReceipt(place, messageKey, receipt, AbortSignal.timeout(RECEIPT_MS));
}
