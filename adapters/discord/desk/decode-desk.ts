/** Discord to ours, for the team: what somebody did in a channel of theirs. Never throws, whatever comes. */
import { z } from "zod";
import type { StaffEvent } from "../../../src/contracts/staff-desk.ts";
import { cleanName, cleanText } from "../../../src/shared/clean-text.ts";
import { decodeParts, Message, type RefusalReason, Snowflake, User } from "../decode.ts";
import type { DeskPlaces } from "./desk-places.ts";
import type { Press } from "./press.ts";

export type DeskDecoded =
  /** Not of the team: whoever looks for buyers may look. */
  | { readonly kind: "elsewhere" }
  | { readonly kind: "ignored" }
  | { readonly kind: "refused"; readonly reason: RefusalReason; readonly unread?: Unread }
  /** Discord has to be asked where this thread stands. */
  | { readonly kind: "unknown-place"; readonly channelId: string }
  | { readonly kind: "event"; readonly event: StaffEvent; readonly press: Press | null; readonly link: Link | null };

/** A message whose author must not believe that it was sent. */
export interface Unread {
  readonly placeKey: string;
  readonly channelId: string;
  readonly messageId: string;
}

/** `/desk` was typed here; the bot's own rights in the channel come with it. */
export interface Link {
  readonly placeKey: string;
  readonly guildId: string;
  readonly rights: bigint;
}

const [COMMAND, COMPONENT, FORM] = [2, 3, 5];
const DEFAULT_MESSAGE = 0;
const REPLY = 19;
const PRIVATE = 1 << 6;
const THREAD_TYPES: readonly number[] = [10, 11, 12];
const ADMINISTRATOR = 1n << 3n;
const MANAGE_GUILD = 1n << 5n;
export const DESK_COMMAND = "desk";
export const LINK_COMMAND = "link";

const ELSEWHERE: DeskDecoded = { kind: "elsewhere" };
const IGNORED: DeskDecoded = { kind: "ignored" };
const refused = (reason: RefusalReason): DeskDecoded => ({ kind: "refused", reason });

const Member = z.object({ user: User.optional(), nick: z.string().nullish(), permissions: z.string().nullish() });
const Said = Message.extend({ member: Member.nullish(), edited_timestamp: z.string().nullish() });
const Rights = z.string().regex(/^\d{1,30}$/);
const Interaction = z.object({
  id: Snowflake,
  application_id: Snowflake,
  token: z.string().min(1),
  guild_id: Snowflake,
  channel_id: Snowflake,
  type: z.number(),
  locale: z.string().nullish(),
  channel: z.object({ type: z.number(), name: z.string().nullish(), parent_id: Snowflake.nullish() }).nullish(),
  member: Member.extend({ user: User }),
  app_permissions: Rights.nullish(),
  message: z.object({ flags: z.number().nullish() }).nullish(),
  data: z.looseObject({}),
});
const Command = z.object({
  name: z.string(),
  options: z.array(z.object({ name: z.string(), value: z.unknown() })).nullish(),
});
const Component = z.object({
  custom_id: z.string().min(1).max(100),
  values: z.array(z.string().max(100)).nullish(),
});
const Form = z.object({
  components: z.array(
    z.looseObject({
      components: z.array(z.looseObject({ value: z.string().nullish() })).nullish(),
      component: z.looseObject({ value: z.string().nullish() }).nullish(),
    }),
  ),
});
const Typing = z.object({
  channel_id: Snowflake,
  guild_id: Snowflake,
  user_id: Snowflake,
  timestamp: z.number(),
  member: Member.nullish(),
});

export function decodeDesk(event: string, data: unknown, places: DeskPlaces, botId: string): DeskDecoded {
  switch (event) {
    case "MESSAGE_CREATE":
    case "MESSAGE_UPDATE":
      return decodeWords(event, data, places, botId);
    case "INTERACTION_CREATE":
      return decodeInteraction(data, places);
    case "TYPING_START":
      return decodeTyping(data, places);
    case "CHANNEL_DELETE":
      return decodeRemoval(data, places);
    default:
      return ELSEWHERE;
  }
}

function decodeWords(event: string, data: unknown, places: DeskPlaces, botId: string): DeskDecoded {
  const head = z.object({ channel_id: Snowflake, guild_id: Snowflake }).safeParse(data);
  if (!head.success) return ELSEWHERE;
  const found = places.find(head.data.channel_id);
  if (found.kind === "unknown") return { kind: "unknown-place", channelId: head.data.channel_id };
  if (found.kind === "elsewhere") return ELSEWHERE;
  const parsed = Said.safeParse(data);
  // What Discord adds to a message by itself comes as an update without most of it.
  if (!parsed.success) return event === "MESSAGE_UPDATE" ? IGNORED : refused("malformed");
  return decodeSaid(event, parsed.data, found, botId);
}

function decodeSaid(
  event: string,
  message: z.infer<typeof Said>,
  { placeKey, threadKey }: { readonly placeKey: string; readonly threadKey: string | null },
  botId: string,
): DeskDecoded {
  if (message.author.id === botId) return IGNORED;
  if (message.author.bot === true || message.webhook_id) return refused("other-bot");
  const where = { placeKey, threadKey, messageKey: message.id, ...senderOf(message.author, message.member?.nick) };
  const parts = decodeParts(message, botId);
  if (event === "MESSAGE_UPDATE") {
    // Only a person's edit has a moment; a preview that Discord found has none.
    if (!message.edited_timestamp) return IGNORED;
    const text = parts.flatMap((part) => (part.kind === "text" ? part.text : [])).join("\n");
    const externalId = `edit:${message.id}:${message.edited_timestamp}`.slice(0, 200);
    return happened({ kind: "edited", externalId, ...where, text });
  }
  if (message.type !== DEFAULT_MESSAGE && message.type !== REPLY) return IGNORED;
  if (parts.length === 0) {
    const unread = { placeKey, channelId: message.channel_id, messageId: message.id };
    return { kind: "refused", reason: "empty", unread };
  }
  return happened({ kind: "said", externalId: `message:${message.id}`, ...where, parts, isNote: false });
}

function decodeInteraction(data: unknown, places: DeskPlaces): DeskDecoded {
  const parsed = Interaction.safeParse(data);
  if (!parsed.success) return ELSEWHERE;
  const { type, channel, channel_id: channelId } = parsed.data;
  if (type === COMMAND) return decodeCommand(parsed.data);
  const isThread = channel && THREAD_TYPES.includes(channel.type);
  if (isThread && channel.parent_id) places.learn(channelId, channel.parent_id);
  const found = places.find(channelId);
  if (found.kind !== "desk") return type === FORM ? refused("interaction-kind") : ELSEWHERE;
  const { placeKey, threadKey } = found;
  const where = { placeKey, threadKey, ...originOf(parsed.data) };
  const press = pressOf(parsed.data);
  if (type === COMPONENT) {
    const component = Component.safeParse(parsed.data.data);
    if (!component.success) return refused("malformed");
    const choiceId = component.data.values?.[0] ?? component.data.custom_id;
    return happened({ kind: "pressed", ...where, choiceId }, press);
  }
  const form = type === FORM ? Form.safeParse(parsed.data.data) : null;
  if (!form?.success) return refused(form ? "malformed" : "interaction-kind");
  const fields = form.data.components.flatMap((row) => row.components ?? (row.component ? [row.component] : []));
  const text = cleanText(fields.map((field) => field.value ?? "").join("\n")).trim();
  if (text === "") return refused("empty");
  const messageKey = where.externalId;
  return happened({ kind: "said", ...where, messageKey, parts: [{ kind: "text", text }], isNote: true }, press);
}

function decodeCommand(interaction: z.infer<typeof Interaction>): DeskDecoded {
  const parsed = Command.safeParse(interaction.data);
  if (!parsed.success) return refused("malformed");
  const value = parsed.data.options?.find((option) => option.name === "code")?.value;
  const code = typeof value === "string" ? cleanName(value) : "";
  const origin = originOf(interaction);
  const press = pressOf(interaction);
  if (parsed.data.name === LINK_COMMAND) return happened({ kind: "link-account", ...origin, code }, press);
  if (parsed.data.name !== DESK_COMMAND) return refused("interaction-kind");
  const { channel, channel_id: channelId, guild_id: guildId, member } = interaction;
  const parentId = channel && THREAD_TYPES.includes(channel.type) ? channel.parent_id : null;
  const placeKey = parentId ?? channelId;
  const rights = rightsOf(member.permissions);
  return {
    kind: "event",
    event: {
      kind: "link-desk",
      ...origin,
      placeKey,
      // In a thread the channel's own name does not come with it.
      placeName: parentId || !channel?.name ? placeKey : `#${cleanName(channel.name)}`,
      code,
      isAdministrator: (rights & (ADMINISTRATOR | MANAGE_GUILD)) !== 0n,
    },
    press,
    link: { placeKey, guildId, rights: rightsOf(interaction.app_permissions) },
  };
}

function decodeTyping(data: unknown, places: DeskPlaces): DeskDecoded {
  const parsed = Typing.safeParse(data);
  if (!parsed.success) return ELSEWHERE;
  const { channel_id: channelId, user_id: senderKey, timestamp, member } = parsed.data;
  const found = places.find(channelId);
  if (found.kind !== "desk") return IGNORED;
  const { placeKey, threadKey } = found;
  const user = member?.user ?? { id: senderKey };
  const sender = { ...senderOf(user, member?.nick), senderKey };
  return happened({ kind: "typing", externalId: `typing:${senderKey}:${timestamp}`, placeKey, threadKey, ...sender });
}

function decodeRemoval(data: unknown, places: DeskPlaces): DeskDecoded {
  const parsed = z.object({ id: Snowflake }).safeParse(data);
  if (!parsed.success || !places.list().includes(parsed.data.id)) return ELSEWHERE;
  const placeKey = parsed.data.id;
  return happened({ kind: "place-changed", externalId: `channel-deleted:${placeKey}`, placeKey, fault: "desk-gone" });
}

function happened(event: StaffEvent, press: Press | null = null): DeskDecoded {
  return { kind: "event", event, press, link: null };
}

function pressOf({ id, token, application_id, type, message, ...rest }: z.infer<typeof Interaction>): Press {
  return {
    id,
    token,
    applicationId: application_id,
    isForm: type === FORM,
    hasMessage: Boolean(message),
    isInMenu: ((message?.flags ?? 0) & PRIVATE) !== 0,
    locale: rest.locale ?? null,
    placeName: rest.channel?.name ?? null,
  };
}

function originOf({ id, member }: z.infer<typeof Interaction>) {
  return { externalId: `interaction:${id}`, ...senderOf(member.user, member.nick) };
}

function senderOf(user: z.infer<typeof User>, nick?: string | null) {
  return { senderKey: user.id, senderName: cleanName(nick ?? user.global_name ?? user.username ?? "") };
}

function rightsOf(rights: string | null | undefined): bigint {
  return Rights.safeParse(rights).success ? BigInt(rights ?? "0") : 0n;
}
