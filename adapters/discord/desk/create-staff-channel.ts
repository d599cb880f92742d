/** The half of the channel that shows tickets to the team: a channel of a server, and a thread below it for each. */
import type {
  NewStaffThread,
  StaffCapabilities,
  StaffChannel,
  StaffDelivery,
  StaffInspection,
  StaffPost,
  StaffReceipt,
  StaffThreadFace,
} from "../../../src/contracts/staff-desk.ts";
import { truncateText } from "../../../src/shared/clean-text.ts";
import { describeFault } from "../client.ts";
import { createOnce } from "../create-once.ts";
import { encodeNonce, escapeMarkdown } from "../encode.ts";
import type { DeskClient, DeskChannel } from "./desk-client.ts";
import { savePlace } from "./desk-places.ts";
import { fetchShown } from "./fetch-file.ts";
import { encodeEdit, encodePost } from "./encode-post.ts";
import { judgeDesk } from "./judge-desk.ts";
import type { TeamParts } from "./team-parts.ts";

const MAX_TITLE_LENGTH = 100;
const SERVER_TEXT_CHANNEL = 0;
const MAX_THREAD_MESSAGES = 3;
const UNKNOWN_CHANNEL = 10_003;
const UNKNOWN_MESSAGE = 10_008;
const THREAD_ARCHIVED = 50_083;
const THREAD_EXISTS_ALREADY = 160_004;
export const RECEIVED_MARK = "📨";
export const NOTE_MARK = "📝";
const RECEIPT_MARKS: Readonly<Record<StaffReceipt, string>> = { delivered: "✅", failed: "⚠️" };
/** See the channel, write in it and its threads, open threads, read the history. */
const NEEDED_RIGHTS = (1n << 10n) | (1n << 11n) | (1n << 35n) | (1n << 38n) | (1n << 16n);
const ADMINISTRATOR = 1n << 3n;

export const STAFF_CAPABILITIES: StaffCapabilities = {
  // Escaping makes words longer; what still does not fit becomes a second message.
  maxTextLength: 1_800,
  maxTitleLength: MAX_TITLE_LENGTH,
  // Each thread has a bucket of its own, five in five seconds; this is far below what a bot may do in all.
  maxPostsPerMinute: 600,
  hasSendKey: true,
};

export function createStaffChannel(parts: TeamParts): StaffChannel {
  const { desk } = parts;
  return {
    capabilities: STAFF_CAPABILITIES,
    inspect: (placeKey, _senderKey, signal) => inspectPlace(parts, placeKey, signal),
    openThread: (thread, signal) => judged("place", () => openThread(parts, thread, signal)),
    post: (post, signal) => postOnce(parts, post, signal),
    editPost: (post, externalKey, signal) => judged("thread", () => editPost(parts, post, externalKey, signal)),
    showThread: (face, signal) => judged("thread", () => showThread(parts, face, signal)),
    async showReceipt({ threadKey }, messageKey, receipt, signal) {
      // What came out of a form has no message to be marked.
      if (!/^\d{1,20}$/.test(messageKey)) return;
      try {
        await desk.mark(threadKey, messageKey, RECEIPT_MARKS[receipt], signal);
        await desk.unmark(threadKey, messageKey, RECEIVED_MARK, signal);
      } catch (error) {
        parts.host.log.warn("discord-staff-receipt-not-shown", { fault: describeFault(error) });
      }
    },
  };
}

async function judged(at: "place" | "thread", work: () => Promise<string>): Promise<StaffDelivery> {
  try {
    return { kind: "delivered", externalKey: await work() };
  } catch (error) {
    return judgeDesk(describeFault(error), at);
  }
}

async function postOnce(parts: TeamParts, post: StaffPost, signal: AbortSignal): Promise<StaffDelivery> {
  const fetched = await Promise.all(post.files.map((file) => fetchShown(parts, file, signal)));
  const files = fetched.filter((file) => file !== null);
  const bodies = await encodePost(post, files.length > 0);
  if (bodies.length === 0) return { kind: "refused", reason: "invalid", detail: "nothing to show" };
  return judged("thread", async () => {
    let externalKey = "";
    for (const [index, body] of bodies.entries()) {
      const isLast = index === bodies.length - 1;
      const message = { channelId: post.threadKey, body, ...(isLast ? { files } : {}) };
      externalKey = await createOnce(parts, message, signal);
    }
    return externalKey;
  });
}

async function editPost(
  { desk }: TeamParts,
  post: StaffPost,
  externalKey: string,
  signal: AbortSignal,
): Promise<string> {
  const { threadKey } = post;
  const edit = () => desk.editMessage(threadKey, externalKey, encodeEdit(post), signal);
  try {
    await edit();
  } catch (error) {
    const fault = describeFault(error);
    if (fault.kind !== "rejected" || fault.code !== THREAD_ARCHIVED) throw error;
    // Nothing in an archived thread can be changed; it goes back where it was.
    await desk.changeThread(threadKey, { archived: false }, signal);
    await edit();
    await desk.changeThread(threadKey, { archived: true }, signal);
  }
  return externalKey;
}

async function inspectPlace(
  { host, desk, rights }: TeamParts,
  placeKey: string,
  signal: AbortSignal,
): Promise<StaffInspection> {
  try {
    const channel = await desk.channel(placeKey, signal);
    if (channel.type !== SERVER_TEXT_CHANNEL || !channel.guild_id) return { kind: "lacking", fault: "no-threads" };
    const given = rights.get(placeKey) ?? ADMINISTRATOR;
    if ((given & ADMINISTRATOR) === 0n && (given & NEEDED_RIGHTS) !== NEEDED_RIGHTS) {
      return { kind: "lacking", fault: "no-rights" };
    }
    await savePlace(host, placeKey, channel.guild_id);
    // Discord says with each command whether its author may manage the server.
    return { kind: "ready", placeName: channel.name ? `#${channel.name}` : placeKey, isAdministrator: false };
  } catch (error) {
    const delivery = judgeDesk(describeFault(error), "place");
    if (delivery.kind !== "refused") return { kind: "unreachable" };
    return { kind: "lacking", fault: delivery.reason === "no-rights" ? "no-rights" : "desk-gone" };
  }
}

/**
 * A message in the channel with the thread on it: both may be done again, and stand there once. A message has one
 * thread in its life: where somebody deleted it, or the message, the next one is written.
 */
async function openThread(
  parts: TeamParts,
  { placeKey, postId, title }: NewStaffThread,
  signal: AbortSignal,
): Promise<string> {
  const { desk } = parts;
  const name = truncateText(title, MAX_TITLE_LENGTH);
  for (let tries = 0; ; tries += 1) {
    const body = {
      content: `**${escapeMarkdown(name)}**`,
      nonce: await encodeNonce(postId, tries),
      enforce_nonce: true,
      allowed_mentions: { parse: [] },
    };
    const messageId = await createOnce(parts, { channelId: placeKey, body }, signal);
    try {
      await desk.openThread(placeKey, messageId, name, signal);
      return messageId;
    } catch (error) {
      const fault = describeFault(error);
      const code = fault.kind === "rejected" ? fault.code : 0;
      if (code === THREAD_EXISTS_ALREADY && (await isThere(desk, messageId, signal))) return messageId;
      const isSpent = code === THREAD_EXISTS_ALREADY || code === UNKNOWN_MESSAGE;
      if (!isSpent || tries + 1 >= MAX_THREAD_MESSAGES) throw error;
    }
  }
}

async function isThere(desk: DeskClient, threadId: string, signal: AbortSignal): Promise<boolean> {
  try {
    await desk.channel(threadId, signal);
    return true;
  } catch (error) {
    const fault = describeFault(error);
    if (fault.kind === "rejected" && fault.code === UNKNOWN_CHANNEL) return false;
    throw error;
  }
}

async function showThread(parts: TeamParts, face: StaffThreadFace, signal: AbortSignal): Promise<string> {
  const { desk, host } = parts;
  const { threadKey } = face;
  const name = truncateText(face.title, MAX_TITLE_LENGTH);
  const shown = await desk.channel(threadKey, signal);
  const isArchived = shown.thread_metadata?.archived === true;
  if (shown.name !== name) {
    try {
      // An archived thread takes a new name only while it is opened.
      await desk.changeThread(threadKey, isArchived ? { name, archived: false } : { name }, signal);
    } catch (error) {
      const fault = describeFault(error);
      // Two new names in ten minutes are all Discord takes; the state stands in the thread's own lines as well.
      if (fault.kind !== "rate-limited" || fault.isGlobal) throw error;
      host.log.info("discord-thread-name-waits", { afterMs: fault.afterMs });
      return setArchived(parts, shown, face, signal);
    }
    return setArchived(parts, { ...shown, thread_metadata: { archived: false } }, face, signal);
  }
  return setArchived(parts, shown, face, signal);
}

async function setArchived(
  { desk }: TeamParts,
  shown: DeskChannel,
  { threadKey, isOpen }: StaffThreadFace,
  signal: AbortSignal,
): Promise<string> {
  const isArchived = shown.thread_metadata?.archived === true;
  if (isArchived === isOpen) await desk.changeThread(threadKey, { archived: !isOpen }, signal);
  return threadKey;
}
