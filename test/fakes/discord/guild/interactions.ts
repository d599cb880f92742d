/** How a bot answers a press, a menu, a form or a command at the fake Discord: once, and within three seconds. */
import {
  EMPTY,
  fieldOf,
  ok,
  refusal,
  type RestAnswer,
  type RestCall,
  type RouteLine,
  type RouteParts,
} from "../rest-call.ts";
import { showUser } from "../show.ts";
import { announce } from "../create-world.ts";
import type { FakePress, World } from "../world.ts";

/** Discord waits this long for the first answer. */
const PRESS_DEADLINE_MS = 3_000;
/** And takes further ones for so long. */
const TOKEN_LIFE_MS = 900_000;
const PRIVATE = 1 << 6;
const [REPLY, REPLY_LATER, UPDATE_LATER, UPDATE, FORM] = [4, 5, 6, 7, 9];
const FORM_PRESS = 5;

export const INTERACTION_ROUTES: readonly RouteLine[] = [
  ["POST", /^\/interactions\/(\d+)\/([^/]+)\/callback$/, answerPress],
  ["PATCH", /^\/webhooks\/(\d+)\/([^/]+)\/messages\/@original$/, editReply],
  ["POST", /^\/webhooks\/(\d+)\/([^/]+)$/, followUp],
];

function answerPress({ world }: RouteParts, { body }: RestCall, [id, token]: readonly string[]): RestAnswer {
  const press = world.presses.get(id ?? "");
  if (!press || press.token !== token || Date.now() - press.madeAt > PRESS_DEADLINE_MS) {
    return refusal(404, 10_062, "Unknown interaction");
  }
  if (press.answeredWith !== null) return refusal(400, 40_060, "Interaction has already been acknowledged.");
  const type = fieldOf(body, "type");
  const data = fieldOf(body, "data");
  if (typeof type !== "number" || !isFit(press, type, data)) return refusal(400, 50_035, "Invalid Form Body");
  press.answeredWith = type;
  if (type === REPLY) addReply(press, data);
  if (type === FORM) press.modal = data as Readonly<Record<string, unknown>>;
  if (type === UPDATE && press.message) {
    const content = fieldOf(data, "content");
    if (typeof content === "string") press.message.content = content;
    const components = fieldOf(data, "components");
    if (Array.isArray(components)) press.message.components = components as readonly unknown[];
    announce(world, "MESSAGE_UPDATE", press.message);
  }
  return EMPTY;
}

function isFit(press: FakePress, type: number, data: unknown): boolean {
  if (type === UPDATE_LATER || type === UPDATE) return press.message !== null;
  if (type === FORM) return press.type !== FORM_PRESS && isForm(data);
  if (type === REPLY) return isContent(fieldOf(data, "content"));
  return type === REPLY_LATER;
}

function isForm(data: unknown): boolean {
  const title = fieldOf(data, "title");
  const rows = fieldOf(data, "components");
  return (
    typeof title === "string" && title.length >= 1 && title.length <= 45 && Array.isArray(rows) && rows.length <= 5
  );
}

function isContent(content: unknown): boolean {
  return typeof content === "string" && content.trim() !== "" && content.length <= 2_000;
}

function addReply(press: FakePress, data: unknown): void {
  press.replies.push({
    content: String(fieldOf(data, "content")),
    isPrivate: (Number(fieldOf(data, "flags") ?? 0) & PRIVATE) !== 0,
    components: (fieldOf(data, "components") ?? []) as readonly unknown[],
  });
}

function editReply({ world }: RouteParts, { body }: RestCall, [, token]: readonly string[]): RestAnswer {
  const press = pressOf(world, token);
  if (!press || press.answeredWith === null) return refusal(404, 10_015, "Unknown Webhook");
  if (!isContent(fieldOf(body, "content"))) return refusal(400, 50_035, "Invalid Form Body");
  // What was begun in private stays private; the flags of the first answer decide.
  press.replies.splice(-1, 1);
  addReply(press, { ...(body as object), flags: PRIVATE });
  return ok(showReply(world, press));
}

function followUp({ world }: RouteParts, { body }: RestCall, [, token]: readonly string[]): RestAnswer {
  const press = pressOf(world, token);
  if (!press || press.answeredWith === null) return refusal(404, 10_015, "Unknown Webhook");
  if (!isContent(fieldOf(body, "content"))) return refusal(400, 50_035, "Invalid Form Body");
  addReply(press, body);
  return ok(showReply(world, press));
}

function pressOf(world: World, token: string | undefined): FakePress | null {
  const press = [...world.presses.values()].find((one) => one.token === token);
  return press && Date.now() - press.madeAt < TOKEN_LIFE_MS ? press : null;
}

function showReply(world: World, press: FakePress): Record<string, unknown> {
  const last = press.replies.at(-1);
  return {
    id: world.nextId(),
    channel_id: press.channelId,
    type: 0,
    content: last?.content ?? "",
    author: showUser(world.bot),
    timestamp: new Date().toISOString(),
    edited_timestamp: null,
    flags: last?.isPrivate ? PRIVATE : 0,
    components: [],
    attachments: [],
    mentions: [],
    mention_roles: [],
    mention_everyone: false,
    embeds: [],
    pinned: false,
    tts: false,
    webhook_id: world.bot.id,
    application_id: world.bot.id,
  };
}
