/** Discord to ours: what a gateway event or a message of the history means to us. Never throws, whatever comes. */
import { z } from "zod";
import type { Instant } from "../../src/contracts/ids.ts";
import type { InboundMessage, Part } from "../../src/contracts/message.ts";
import { cleanName, cleanText } from "../../src/shared/clean-text.ts";

/** Why something was not taken; the closed list for `host.refuse`. */
export type RefusalReason =
  | "malformed"
  | "other-bot"
  | "service-message"
  | "forwarded"
  | "sticker"
  | "poll"
  | "embed-only"
  | "empty"
  | "edited"
  | "deleted"
  | "interaction-kind"
  | "thread-not-opened"
  | "not-storable";

export type Decoded =
  | { readonly kind: "ignored" }
  | { readonly kind: "refused"; readonly reason: RefusalReason }
  | {
      readonly kind: "message";
      readonly message: InboundMessage;
      readonly snowflake: string;
      /** The server channel in which a thread must be opened on this message, and its name. */
      readonly opensThreadIn: string | null;
    }
  | {
      readonly kind: "press";
      readonly message: InboundMessage;
      readonly interactionToken: string;
      readonly id: string;
    };

/** Where the bot listens. */
export interface Places {
  readonly botId: string;
  /** A channel of a server where buyers may call the bot by a mention. */
  isListed(channelId: string): boolean;
  /** A direct conversation or a thread we have had before. */
  isKnown(channelId: string): boolean;
}

const DISCORD_EPOCH_MS = 1_420_070_400_000;
const DEFAULT_MESSAGE = 0;
const REPLY = 19;
const BUTTON_PRESS = 3;
const BUTTON = 2;
const VOICE_MESSAGE_FLAG = 1 << 13;
/** Discord allows 10 files; more than that is not Discord. */
const MAX_ATTACHMENTS = 10;

export const Snowflake = z.string().regex(/^\d{1,20}$/);
export const User = z.object({
  id: Snowflake,
  username: z.string().optional(),
  global_name: z.string().nullish(),
  bot: z.boolean().optional(),
});
const Attachment = z.object({
  id: Snowflake,
  filename: z.string(),
  size: z.number().int().min(0),
  content_type: z.string().nullish(),
  description: z.string().nullish(),
  duration_secs: z.number().min(0).nullish(),
});
export const Message = z.object({
  id: Snowflake,
  channel_id: Snowflake,
  guild_id: Snowflake.nullish(),
  type: z.number(),
  author: User,
  webhook_id: Snowflake.nullish(),
  content: z.string(),
  flags: z.number().nullish(),
  mentions: z.array(z.object({ id: Snowflake })).nullish(),
  attachments: z.array(Attachment).max(MAX_ATTACHMENTS).nullish(),
  embeds: z.array(z.unknown()).nullish(),
  sticker_items: z.array(z.unknown()).nullish(),
  message_snapshots: z.array(z.unknown()).nullish(),
  poll: z.unknown().optional(),
});
const Press = z.object({
  id: Snowflake,
  token: z.string().min(1),
  channel_id: Snowflake,
  user: User.optional(),
  member: z.object({ user: User }).optional(),
  locale: z.string().max(35).nullish(),
  data: z.object({ component_type: z.literal(BUTTON), custom_id: z.string().regex(/^[a-z0-9:._-]{1,40}$/) }),
  message: z.object({ components: z.unknown().optional() }).optional(),
});
const Edit = z.object({
  channel_id: Snowflake,
  guild_id: Snowflake.nullish(),
  edited_timestamp: z.string(),
  author: z.object({ bot: z.boolean().optional() }),
});
const Place = z.object({ channel_id: Snowflake, guild_id: Snowflake.nullish() });
const Rows = z.array(z.object({ components: z.array(z.object({ custom_id: z.string(), label: z.string() })) }));

const IGNORED: Decoded = { kind: "ignored" };
const refused = (reason: RefusalReason): Decoded => ({ kind: "refused", reason });

export function decodeDispatch(event: string, data: unknown, places: Places): Decoded {
  switch (event) {
    case "MESSAGE_CREATE":
      return decodeMessage(data, places);
    case "INTERACTION_CREATE":
      return decodeInteraction(data);
    case "MESSAGE_UPDATE": {
      // Discord also sends this when it has found a preview for a link; only a person's edit has a moment.
      const edit = Edit.safeParse(data);
      const isTheirs = edit.success && edit.data.author.bot !== true && isConversation(edit.data, places);
      return isTheirs ? refused("edited") : IGNORED;
    }
    case "MESSAGE_DELETE": {
      const place = Place.safeParse(data);
      return place.success && isConversation(place.data, places) ? refused("deleted") : IGNORED;
    }
    default:
      return IGNORED;
  }
}

/** For events and for the history alike: the history does not say which server a message is in. */
export function decodeMessage(data: unknown, places: Places): Decoded {
  const parsed = Message.safeParse(data);
  if (!parsed.success) return refused("malformed");
  const message = parsed.data;
  const isListed = places.isListed(message.channel_id);
  if (message.author.id === places.botId || !(isListed || isConversation(message, places))) return IGNORED;
  const isCalled = message.mentions?.some((user) => user.id === places.botId) ?? false;
  // In a server channel people talk with each other; only a mention is meant for us.
  if (isListed && !isCalled) return IGNORED;
  if (message.author.bot === true || message.webhook_id) return refused("other-bot");
  if (message.type !== DEFAULT_MESSAGE && message.type !== REPLY) return refused("service-message");
  const parts = decodeParts(message, places.botId);
  const [first, ...others] = parts;
  if (!first) return refused(reasonForNothing(message));
  return {
    kind: "message",
    snowflake: message.id,
    opensThreadIn: isListed ? message.channel_id : null,
    message: {
      // A thread that is opened on a message has the message's id.
      threadKey: isListed ? message.id : message.channel_id,
      ...senderOf(message.author),
      externalId: `message:${message.id}`,
      parts: [first, ...others],
      locale: null,
      sentAt: momentOf(message.id),
    },
  };
}

/** A direct message, or one in a thread we opened. */
function isConversation(place: z.infer<typeof Place>, places: Places): boolean {
  return places.isKnown(place.channel_id) || !place.guild_id;
}

function decodeInteraction(data: unknown): Decoded {
  const kind = z.object({ type: z.number() }).safeParse(data);
  if (!kind.success) return refused("malformed");
  if (kind.data.type !== BUTTON_PRESS) return refused("interaction-kind");
  const parsed = Press.safeParse(data);
  const sender = parsed.data?.user ?? parsed.data?.member?.user;
  if (!parsed.success || !sender) return refused("malformed");
  const press = parsed.data;
  const choiceId = press.data.custom_id;
  const rows = Rows.safeParse(press.message?.components);
  const buttons = rows.success ? rows.data.flatMap((row) => row.components) : [];
  const label = cleanName(buttons.find((button) => button.custom_id === choiceId)?.label ?? "") || choiceId;
  return {
    kind: "press",
    id: press.id,
    interactionToken: press.token,
    message: {
      threadKey: press.channel_id,
      ...senderOf(sender),
      externalId: `interaction:${press.id}`,
      parts: [{ kind: "choice", choiceId, label }],
      locale: press.locale ?? null,
      sentAt: momentOf(press.id),
    },
  };
}

export function decodeParts(message: z.infer<typeof Message>, botId: string): Part[] {
  const text = cleanText(message.content.replaceAll(new RegExp(`<@!?${botId}>`, "g"), " ")).trim();
  const parts: Part[] = text === "" ? [] : [{ kind: "text", text }];
  const isVoice = ((message.flags ?? 0) & VOICE_MESSAGE_FLAG) !== 0;
  for (const file of message.attachments ?? []) {
    // The addresses Discord gives expire within a day; these three ids find the file again.
    const externalKey = `${message.channel_id}/${message.id}/${file.id}`;
    const name = cleanName(file.filename);
    if (isVoice) parts.push({ kind: "voice", externalKey, durationMs: Math.round((file.duration_secs ?? 0) * 1000) });
    else if (file.content_type?.startsWith("image/"))
      parts.push({ kind: "image", externalKey, altText: cleanText(file.description ?? name, 1_000) });
    else parts.push({ kind: "file", externalKey, name, bytes: file.size });
  }
  return parts;
}

function reasonForNothing(message: z.infer<typeof Message>): RefusalReason {
  if ((message.message_snapshots?.length ?? 0) > 0) return "forwarded";
  if ((message.sticker_items?.length ?? 0) > 0) return "sticker";
  if (message.poll !== undefined && message.poll !== null) return "poll";
  return (message.embeds?.length ?? 0) > 0 ? "embed-only" : "empty";
}

function senderOf(user: z.infer<typeof User>) {
  const name = cleanName(user.global_name ?? user.username ?? "");
  return { senderKey: user.id, senderName: name === "" ? null : name };
}

/** A snowflake carries the moment of its making; unlike the `timestamp` beside it, it cannot be missing. */
export function momentOf(snowflake: string): Instant {
  return (Number(BigInt(snowflake) >> 22n) + DISCORD_EPOCH_MS) as Instant;
}

/** The least id that anything made at `moment` can have. */
export function snowflakeAt(moment: number): string {
  return (BigInt(Math.max(0, Math.trunc(moment) - DISCORD_EPOCH_MS)) << 22n).toString();
}
