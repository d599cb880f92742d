/** What each route of the fake's REST API does once a request has passed the door. */
import { checkMessageBody } from "./check-message-body.ts";
import type { GatewayServer } from "./gateway-server.ts";
import { refusal, type RestAnswer, type RestCall } from "./rest-call.ts";
import { announce, type FakeChannel, type FakeMessage, showMessage, showUser, type World } from "./world.ts";

export interface RouteParts {
  readonly world: World;
  readonly gateway: GatewayServer;
  readonly address: () => string;
  /** How long a nonce is remembered. */
  readonly nonceWindowMs: number;
}

type Route = (parts: RouteParts, call: RestCall, ids: readonly string[]) => RestAnswer;

/** Discord waits this long for the first answer to a press. */
const PRESS_DEADLINE_MS = 3_000;
const ROUTES: readonly (readonly [method: string, pattern: RegExp, route: Route])[] = [
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
  ["POST", /^\/channels\/(\d+)\/messages\/(\d+)\/threads$/, openThread],
  [
    "POST",
    /^\/channels\/(\d+)\/typing$/,
    (parts, _, [id]) => inChannel(parts, id, () => ({ status: 204, body: null })),
  ],
  ["POST", /^\/interactions\/(\d+)\/([^/]+)\/callback$/, answerPress],
];

export function answerRoute(parts: RouteParts, call: RestCall): RestAnswer {
  for (const [method, pattern, route] of ROUTES) {
    const match = pattern.exec(call.path);
    if (match && method === call.method) return route(parts, call, match.slice(1));
  }
  return refusal(404, 0, "404: Not Found");
}

function ok(body: unknown): RestAnswer {
  return { status: 200, body };
}

function inChannel(parts: RouteParts, id: string | undefined, then: (channel: FakeChannel) => RestAnswer): RestAnswer {
  const channel = parts.world.channels.get(id ?? "");
  return channel ? then(channel) : refusal(404, 10_003, "Unknown Channel");
}

function inMessage(parts: RouteParts, ids: readonly string[], then: (message: FakeMessage) => RestAnswer): RestAnswer {
  return inChannel(parts, ids[0], (channel) => {
    const message = parts.world.messages.get(channel.id)?.find((one) => one.id === ids[1]);
    return message ? then(message) : refusal(404, 10_008, "Unknown Message");
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

function createMessage(parts: RouteParts, { body }: RestCall, [id]: readonly string[]): RestAnswer {
  const { world, nonceWindowMs } = parts;
  return inChannel(parts, id, (channel) => {
    if (channel.recipient && world.blocked.has(channel.recipient.id)) {
      return refusal(403, 50_007, "Cannot send messages to this user");
    }
    const checked = checkMessageBody(body);
    if (checked.kind === "refused") return { status: 400, body: checked.body };
    const { content, nonce, isNonceEnforced, flags } = checked;
    const components = numberComponents(checked.components);
    const known = (world.messages.get(channel.id) ?? []).find(
      (message) =>
        nonce !== null &&
        isNonceEnforced &&
        message.nonce === nonce &&
        message.author.id === world.bot.id &&
        message.madeAt > Date.now() - nonceWindowMs,
    );
    const message = known ?? world.post({ channel, author: world.bot, content, nonce, flags, components });
    return ok({ ...showMessage(message), ...(nonce === null ? {} : { nonce }) });
  });
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
    const content = typeof body === "object" && body !== null && "content" in body ? body.content : null;
    if (typeof content !== "string" || content.length > 2000) return refusal(400, 50_035, "Invalid Form Body");
    message.content = content.trim();
    message.edited_timestamp = new Date().toISOString();
    announce(parts.world, "MESSAGE_UPDATE", message);
    return ok(showMessage(message));
  });
}

function openThread(parts: RouteParts, { body }: RestCall, ids: readonly string[]): RestAnswer {
  const { world } = parts;
  return inMessage(parts, ids, (message) => {
    const parent = world.channels.get(message.channel_id);
    const name = typeof body === "object" && body !== null && "name" in body ? body.name : null;
    if (!parent?.guild_id) return refusal(400, 50_024, "Cannot execute action on this channel type");
    if (typeof name !== "string" || name.length < 1 || name.length > 100)
      return refusal(400, 50_035, "Invalid Form Body");
    if (world.channels.has(message.id)) {
      return refusal(400, 160_004, "A thread has already been created for this message");
    }
    const place = { guild_id: parent.guild_id, parent_id: parent.id, owner_id: world.bot.id };
    return {
      status: 201,
      body: showChannel(world.addChannel({ id: message.id, type: 11, name, recipient: null, ...place })),
    };
  });
}

function answerPress({ world }: RouteParts, { body }: RestCall, [id, token]: readonly string[]): RestAnswer {
  const press = world.presses.get(id ?? "");
  if (!press || press.token !== token || Date.now() - press.madeAt > PRESS_DEADLINE_MS) {
    return refusal(404, 10_062, "Unknown interaction");
  }
  if (press.answeredWith !== null) return refusal(400, 40_060, "Interaction has already been acknowledged.");
  const type = typeof body === "object" && body !== null && "type" in body ? body.type : null;
  if (typeof type !== "number") return refusal(400, 50_035, "Invalid Form Body");
  press.answeredWith = type;
  return { status: 204, body: null };
}

function showChannel(channel: FakeChannel): Record<string, unknown> {
  const { id, type } = channel;
  if (channel.recipient)
    return { id, type, flags: 0, last_message_id: null, recipients: [showUser(channel.recipient)] };
  const archive_timestamp = new Date().toISOString();
  return {
    id,
    type,
    flags: 0,
    last_message_id: null,
    guild_id: channel.guild_id,
    name: channel.name,
    parent_id: channel.parent_id,
    owner_id: channel.owner_id,
    thread_metadata: { archived: false, archive_timestamp, auto_archive_duration: 1440, locked: false },
    message_count: 0,
    member_count: 1,
    total_message_sent: 0,
  };
}
