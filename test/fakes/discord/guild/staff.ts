/** Somebody of the shop's team on the fake Discord: writes in threads, presses, chooses, fills in forms, types. */
import { createBuyer, type FakeBuyer } from "../buyer.ts";
import { showUser } from "../show.ts";
import type { FakeChannel, FakeMessage, FakePress, World } from "../world.ts";
import { deleteChannel, wakeThread } from "./threads.ts";

const GUILD_MESSAGE_TYPING = 1 << 11;
const PRIVATE = 1 << 6;
const MANAGE_GUILD = "32";

export interface FakeStaff extends FakeBuyer {
  /** A word in a channel or thread; opens an archived one again. Returns the id of the message. */
  writes(placeId: string, text: string, attachments?: readonly Readonly<Record<string, unknown>>[]): string;
  /** Presses the newest button with that label or id, or an ending of the id. */
  pushes(placeId: string, labelOrId: string): FakePress;
  /** Chooses in the newest menu that has this option, by its label or value, among the bot's words or a private reply. */
  chooses(placeId: string, labelOrValue: string, among?: FakePress): FakePress;
  /** Sends the form that a press has opened. */
  submits(form: FakePress, text: string): FakePress;
  commands(placeId: string, name: string, options: Readonly<Record<string, string>>): FakePress;
  types(placeId: string): void;
  deletesChannel(channelId: string): void;
  /** Threads below a channel, oldest first. */
  threadsIn(channelId: string): readonly FakeChannel[];
}

interface Shown {
  readonly type: number;
  readonly custom_id: string;
  readonly label?: string;
  readonly options?: readonly { readonly label: string; readonly value: string }[];
}

export function createStaff(world: World, name: string, options: { readonly mayManage?: boolean } = {}): FakeStaff {
  const buyer = createBuyer(world, name);
  const { user } = buyer;
  const permissions = options.mayManage ? MANAGE_GUILD : "0";
  const channelOf = (id: string) => {
    const channel = world.channels.get(id);
    if (!channel) throw new Error(`No channel ${id}`);
    return channel;
  };
  const shownIn = (placeId: string) => buyer.reads(placeId).toReversed();
  return {
    ...buyer,
    writes(placeId, text, attachments = []) {
      wakeThread(world, channelOf(placeId));
      return buyer.says(text, { channelId: placeId, attachments });
    },
    pushes(placeId, labelOrId) {
      for (const message of shownIn(placeId)) {
        const button = componentsOf(message.components).find(
          (one) => one.type === 2 && (one.label === labelOrId || one.custom_id === labelOrId),
        );
        if (!button) continue;
        const data = { component_type: 2, custom_id: button.custom_id };
        return world.interact({ type: 3, data, user, message, permissions, channelId: placeId });
      }
      throw new Error(`No button ${labelOrId}`);
    },
    chooses(placeId, labelOrValue, among) {
      const candidates: readonly { readonly message: FakeMessage | null; readonly parts: readonly Shown[] }[] = among
        ? among.replies.map((reply) => ({
            message: asMessage(world, among, reply),
            parts: componentsOf(reply.components),
          }))
        : shownIn(placeId).map((message) => ({ message, parts: componentsOf(message.components) }));
      for (const { message, parts } of candidates) {
        for (const menu of parts) {
          const option = menu.options?.find((one) => one.label === labelOrValue || one.value === labelOrValue);
          if (!option) continue;
          const data = { component_type: 3, custom_id: menu.custom_id, values: [option.value] };
          return world.interact({ type: 3, data, user, message, permissions, channelId: placeId });
        }
      }
      throw new Error(`No choice ${labelOrValue}`);
    },
    submits(form, text) {
      if (form.modal === null) throw new Error("No form was opened");
      const rows = form.modal["components"] as readonly { readonly components?: readonly { custom_id: string }[] }[];
      const components = rows.map((row) => ({
        type: 1,
        components: (row.components ?? []).map(({ custom_id }) => ({ type: 4, custom_id, value: text })),
      }));
      const data = { custom_id: form.modal["custom_id"], components };
      return world.interact({ type: 5, data, user, message: form.message, permissions, channelId: form.channelId });
    },
    commands(placeId, command, values) {
      const guildId = channelOf(placeId).guild_id;
      const known = world.commands.get(guildId ?? "")?.find((one) => one["name"] === command);
      if (!known) throw new Error(`No command ${command}`);
      const given = Object.entries(values).map(([key, value]) => ({ name: key, type: 3, value }));
      const data = { id: known["id"], name: command, type: 1, guild_id: guildId, options: given };
      return world.interact({ type: 2, data, user, permissions, channelId: placeId });
    },
    types(placeId) {
      const channel = channelOf(placeId);
      const data = {
        channel_id: placeId,
        guild_id: channel.guild_id,
        user_id: user.id,
        timestamp: Math.floor(Date.now() / 1_000),
        member: { user: showUser(user), roles: [], deaf: false, mute: false },
      };
      world.emit({ name: "TYPING_START", data, isDirect: false, showsContent: true, intent: GUILD_MESSAGE_TYPING });
    },
    deletesChannel: (channelId) => deleteChannel(world, channelId),
    threadsIn: (channelId) => [...world.channels.values()].filter((channel) => channel.parent_id === channelId),
  };
}

function componentsOf(rows: readonly unknown[]): readonly Shown[] {
  return (rows as readonly { readonly components?: readonly Shown[] }[]).flatMap((row) => row.components ?? []);
}

/** A private reply is a message like any other to who presses something in it. */
function asMessage(world: World, press: FakePress, reply: FakePress["replies"][number]): FakeMessage {
  return {
    id: world.nextId(),
    channel_id: press.channelId,
    author: world.bot,
    content: reply.content,
    timestamp: new Date().toISOString(),
    edited_timestamp: null,
    nonce: null,
    flags: reply.isPrivate ? PRIVATE : 0,
    type: 0,
    components: reply.components,
    attachments: [],
    mentions: [],
    marks: new Set(),
    extra: {},
    madeAt: Date.now(),
  };
}
