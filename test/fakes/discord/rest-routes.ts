/** What each route of the fake's REST API does once a request has passed the door. */
import { checkMessageBody } from "./check-message-body.ts";
import { INTERACTION_ROUTES } from "./guild/interactions.ts";
import { THREAD_ROUTES, wakeThread } from "./guild/threads.ts";
import {
  EMPTY,
  inChannel,
  inMessage,
  lacks,
  ok,
  refusal,
  type RestAnswer,
  type RestCall,
  type RouteLine,
  type RouteParts,
} from "./rest-call.ts";
import { showChannel, showMessage, showUser } from "./show.ts";
import { announce } from "./create-world.ts";

/** For whoever pays nothing. */
const MAX_UPLOAD = 10 * 1_048_576;
const MARK = /^\/channels\/(\d+)\/messages\/(\d+)\/reactions\/([^/]+)\/@me$/;
const ROUTES: readonly RouteLine[] = [
  ["GET", /^\/users\/@me$/, ({ world }) => ok({ ...showUser(world.bot), mfa_enabled: false, locale: "en-US" })],
  ["GET", /^\/gateway$/, ({ address }) => ok({ url: address() })],
  [
    "GET",
    /^\/gateway\/bot$/,
    ({ address, gateway }) => ok({ url: address(), shards: 1, session_start_limit: gateway.startLimit() }),
  ],
  ["POST", /^\/users\/@me\/channels$/, openDirectChannel],
  ["GET", /^\/channels\/(\d+)$/, (parts, _, [id]) => inChannel(parts, id, (channel) => ok(showChannel(channel)))],
  ["GET", /^\/channels\/(\d+)\/messages$/, listMessages],
  ["POST", /^\/channels\/(\d+)\/messages$/, createMessage],
  [
    "GET",
    /^\/channels\/(\d+)\/messages\/(\d+)$/,
    (parts, _, ids) => inMessage(parts, ids, (message) => ok(showMessage(message))),
  ],
  ["PATCH", /^\/channels\/(\d+)\/messages\/(\d+)$/, editMessage],
  ["PUT", MARK, (parts, _, ids) => mark(parts, ids, "add")],
  ["DELETE", MARK, (parts, _, ids) => mark(parts, ids, "delete")],
  ["POST", /^\/channels\/(\d+)\/typing$/, (parts, _, [id]) => inChannel(parts, id, () => EMPTY)],
  ...THREAD_ROUTES,
  ...INTERACTION_ROUTES,
];

export function answerRoute(parts: RouteParts, call: RestCall): RestAnswer {
  for (const [method, pattern, route] of ROUTES) {
    const match = pattern.exec(call.path);
    if (match && method === call.method) return route(parts, call, match.slice(1));
  }
  return refusal(404, 0, "404: Not Found");
}

function mark(parts: RouteParts, ids: readonly string[], change: "add" | "delete"): RestAnswer {
  return inMessage(parts, ids, (message) => {
    message.marks[change](decodeURIComponent(ids[2] ?? ""));
    return EMPTY;
  });
}

function openDirectChannel({ world }: RouteParts, { body }: RestCall): RestAnswer {
  const id = typeof body === "object" && body !== null && "recipient_id" in body ? String(body.recipient_id) : "";
  const user = world.users.get(id);
  return user ? ok(showChannel(world.directChannel(user))) : refusal(400, 50_033, "Invalid Recipient(s)");
}

function listMessages(parts: RouteParts, { query }: RestCall, [id]: readonly string[]): RestAnswer {
  return inChannel(parts, id, (channel) => {
    const limit = Number(query.get("limit") ?? 50);
    if (!Number.isInteger(limit) || limit < 1 || limit > 100) return refusal(400, 50_035, "Invalid Form Body");
    const all = parts.world.messages.get(channel.id) ?? [];
    const after = query.get("after");
    const before = query.get("before");
    // After an id: the ones that follow it directly. Otherwise the newest. Newest first in either case.
    const page =
      after === null
        ? all.filter((message) => before === null || BigInt(message.id) < BigInt(before)).slice(-limit)
        : all.filter((message) => BigInt(message.id) > BigInt(after)).slice(0, limit);
    return ok(page.toReversed().map(showMessage));
  });
}

function createMessage(parts: RouteParts, { body, files }: RestCall, [id]: readonly string[]): RestAnswer {
  const { world, nonceWindowMs } = parts;
  return inChannel(parts, id, (channel) => {
    if (channel.recipient && world.blocked.has(channel.recipient.id)) {
      return refusal(403, 50_007, "Cannot send messages to this user");
    }
    if (lacks(world, channel, "send")) return refusal(403, 50_013, "Missing Permissions");
    if (channel.thread?.isArchived && channel.thread.isLocked) return refusal(400, 50_083, "Thread is archived");
    if (files.some(({ size }) => size > MAX_UPLOAD)) return refusal(413, 40_005, "Request entity too large");
    const checked = checkMessageBody(body, files.length > 0);
    if (checked.kind === "refused") return { status: 400, body: checked.body };
    wakeThread(world, channel);
    const { content, nonce, isNonceEnforced, flags } = checked;
    const components = numberComponents(checked.components);
    const attachments = files.map(({ name, size }) => ({
      id: world.nextId(),
      filename: name,
      size,
      url: `${parts.address().replace("ws:", "http:")}/cdn/${name}`,
      proxy_url: `${parts.address().replace("ws:", "http:")}/cdn/${name}`,
    }));
    const known = (world.messages.get(channel.id) ?? []).find(
      (message) =>
        nonce !== null &&
        isNonceEnforced &&
        message.nonce === nonce &&
        message.author.id === world.bot.id &&
        message.madeAt > Date.now() - nonceWindowMs,
    );
    const posted = { channel, author: world.bot, content, nonce, flags, components, attachments };
    const message = known ?? world.post({ ...posted, extra: readReference(body, channel.id) });
    return ok({ ...showMessage(message), ...(nonce === null ? {} : { nonce }) });
  });
}

/** What a reply stands beneath; Discord says it again in the message. */
function readReference(body: unknown, channelId: string): Readonly<Record<string, unknown>> {
  const reference = (body as { readonly message_reference?: { readonly message_id?: string } }).message_reference;
  return reference ? { message_reference: { type: 0, channel_id: channelId, message_id: reference.message_id } } : {};
}

/** Discord gives every row and button of a message a number. */
function numberComponents(rows: readonly unknown[]): unknown[] {
  let id = 0;
  const number = (component: unknown): unknown => {
    const fields = component as { readonly components?: readonly unknown[] };
    id += 1;
    const numbered = { ...fields, id };
    return fields.components ? { ...numbered, components: fields.components.map(number) } : numbered;
  };
  return rows.map(number);
}

function editMessage(parts: RouteParts, { body }: RestCall, ids: readonly string[]): RestAnswer {
  return inMessage(parts, ids, (message) => {
    if (message.author.id !== parts.world.bot.id) {
      return refusal(403, 50_005, "Cannot edit a message authored by another user");
    }
    if (parts.world.channels.get(message.channel_id)?.thread?.isArchived) {
      return refusal(400, 50_083, "Thread is archived");
    }
    const kept = { content: message.content, components: message.components };
    const checked = checkMessageBody({ ...kept, ...(body as object) });
    if (checked.kind === "refused") return { status: 400, body: checked.body };
    message.content = checked.content;
    message.components = numberComponents(checked.components);
    message.edited_timestamp = new Date().toISOString();
    announce(parts.world, "MESSAGE_UPDATE", message);
    return ok(showMessage(message));
  });
}
