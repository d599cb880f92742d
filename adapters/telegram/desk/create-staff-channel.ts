/** A supergroup with topics as a desk: one topic per ticket, cards with buttons, reactions as receipts. */
import type { StaffChannel, StaffDelivery, StaffInspection, StaffPost } from "../../../src/contracts/staff-desk.ts";
import type { CallLimits, CallOutcome } from "../client.ts";
import { MAX_TEXT_LENGTH } from "../encode.ts";
import type { FailedCall, TelegramContext } from "../wait-out.ts";
import { describeStaffFailure } from "./describe-staff-failure.ts";
import { encodePost, encodeReply, encodeThread } from "./encode-staff.ts";

const CALL_MS = 15_000;
const MAX_TOPIC_NAME = 128;
/** Telegram's published limit for one group is 20; one less, for menus and answers that go beside. */
const MAX_POSTS_PER_MINUTE = 19;

export function createStaffChannel(context: TelegramContext): StaffChannel {
  return {
    capabilities: {
      maxTextLength: MAX_TEXT_LENGTH,
      maxTitleLength: MAX_TOPIC_NAME,
      maxPostsPerMinute: MAX_POSTS_PER_MINUTE,
      hasSendKey: false,
    },
    inspect: (placeKey, senderKey, signal) => inspect(context, { placeKey, senderKey }, signal),
    async openThread({ placeKey, title }, signal) {
      const parameters = { chat_id: Number(placeKey), name: title };
      const outcome = await context.client.call(
        (api, inner) => api.createForumTopic(parameters, inner),
        within(signal),
      );
      return outcome.kind === "ok" ? delivered(outcome.result.message_thread_id) : describeStaffFailure(outcome);
    },
    post: (post, signal) => sendPost(context, post, signal),
    async editPost(post, externalKey, signal) {
      const parameters = { chat_id: Number(post.placeKey), message_id: Number(externalKey), ...encodePost(post) };
      const outcome = await context.client.call((api, inner) => api.editMessageText(parameters, inner), within(signal));
      return outcome.kind === "ok" || isUnchanged(outcome) ? delivered(externalKey) : describeStaffFailure(outcome);
    },
    async showThread({ title, isOpen, ...place }, signal) {
      const target = { chat_id: Number(place.placeKey), message_thread_id: Number(place.threadKey) };
      const { client } = context;
      const renamed = await client.call(
        (api, inner) => api.editForumTopic({ ...target, name: title }, inner),
        within(signal),
      );
      if (renamed.kind !== "ok" && !isUnchanged(renamed)) return describeStaffFailure(renamed);
      const turned = await client.call(
        (api, inner) => (isOpen ? api.reopenForumTopic(target, inner) : api.closeForumTopic(target, inner)),
        within(signal),
      );
      return turned.kind === "ok" || isUnchanged(turned) ? delivered(place.threadKey) : describeStaffFailure(turned);
    },
    async showReceipt({ placeKey }, messageKey, receipt, signal) {
      const emoji = receipt === "delivered" ? "👍" : "👎";
      await react(context, { chatId: Number(placeKey), messageId: Number(messageKey), emoji }, signal);
    },
  };
}

/** Best effort: a message that was deleted meanwhile needs no mark. */
export async function react(
  { client }: TelegramContext,
  at: { readonly chatId: number; readonly messageId: number; readonly emoji: "👀" | "👍" | "👎" | "✍" },
  signal: AbortSignal,
): Promise<void> {
  const reaction = [{ type: "emoji" as const, emoji: at.emoji }];
  const parameters = { chat_id: at.chatId, message_id: at.messageId, reaction };
  await client.call((api, inner) => api.setMessageReaction(parameters, inner), within(signal));
}

async function sendPost(context: TelegramContext, post: StaffPost, signal: AbortSignal): Promise<StaffDelivery> {
  const [file] = post.files;
  const target = encodeThread(post);
  const { client, host } = context;
  // The key of a file opens nothing for another bot; its name stands in the text before it.
  if (!file || file.accountId !== host.accountId) {
    const parameters = { ...target, ...encodePost(post), ...encodeReply(post) };
    return settled(await client.call((api, inner) => api.sendMessage(parameters, inner), within(signal)));
  }
  const { part } = file;
  const outcome = await client.call<{ readonly message_id: number }>((api, inner) => {
    if (part.kind === "image") return api.sendPhoto({ ...target, photo: part.externalKey }, inner);
    if (part.kind === "voice") return api.sendVoice({ ...target, voice: part.externalKey }, inner);
    return api.sendDocument({ ...target, document: part.externalKey }, inner);
  }, within(signal));
  return settled(outcome);
}

function settled(outcome: CallOutcome<{ readonly message_id: number }>): StaffDelivery {
  return outcome.kind === "ok" ? delivered(outcome.result.message_id) : describeStaffFailure(outcome);
}

/** Done before: by us, before an answer was lost, or by somebody in the group. */
function isUnchanged(outcome: FailedCall): boolean {
  return outcome.kind === "rejected" && /not[_ ]modified/i.test(outcome.description);
}

function delivered(key: number | string): StaffDelivery {
  return { kind: "delivered", externalKey: String(key) };
}

function within(signal: AbortSignal): CallLimits {
  return { timeoutMs: CALL_MS, signal };
}

async function inspect(
  { client, botId }: TelegramContext,
  { placeKey, senderKey }: { readonly placeKey: string; readonly senderKey: string },
  signal: AbortSignal,
): Promise<StaffInspection> {
  const chat_id = Number(placeKey);
  const chat = await client.call((api, inner) => api.getChat({ chat_id }, inner), within(signal));
  if (chat.kind !== "ok") return lacking(chat);
  if (chat.result.type !== "supergroup" || chat.result.is_forum !== true)
    return { kind: "lacking", fault: "no-threads" };
  const ours = await client.call(
    (api, inner) => api.getChatMember({ chat_id, user_id: Number(botId) }, inner),
    within(signal),
  );
  if (ours.kind !== "ok") return lacking(ours);
  const mayManage = ours.result.status === "administrator" && ours.result.can_manage_topics === true;
  if (!mayManage) return { kind: "lacking", fault: "no-rights" };
  const placeName = chat.result.title;
  const user_id = Number(senderKey);
  if (!Number.isSafeInteger(user_id)) return { kind: "ready", placeName, isAdministrator: false };
  const theirs = await client.call((api, inner) => api.getChatMember({ chat_id, user_id }, inner), within(signal));
  if (theirs.kind !== "ok") return lacking(theirs);
  const isAdministrator = theirs.result.status === "administrator" || theirs.result.status === "creator";
  return { kind: "ready", placeName, isAdministrator };
}

function lacking(outcome: FailedCall): StaffInspection {
  const failure = describeStaffFailure(outcome);
  if (failure.kind !== "refused" || failure.reason === "invalid") return { kind: "unreachable" };
  if (failure.reason === "thread-gone" || failure.reason === "post-gone") return { kind: "unreachable" };
  return { kind: "lacking", fault: failure.reason };
}
