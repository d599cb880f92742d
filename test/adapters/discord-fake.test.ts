/** The fake Discord behaves as Discord does: discord.js's own client lives with it, and it refuses what Discord refuses. */
import { once } from "node:events";
import { Client, Events, GatewayIntentBits, Partials } from "discord.js";
import { afterEach, expect, test } from "vitest";
import { WebSocket } from "ws";
import { type DiscordFake, type DiscordFakeOptions, startDiscordFake } from "../fakes/discord/start-discord-fake.ts";

const WAIT = { timeout: 10_000, interval: 10 };
const DIRECT = GatewayIntentBits.DirectMessages;
const GUILD = GatewayIntentBits.GuildMessages;
const cleanups: (() => unknown)[] = [];

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup();
});

async function startFake(options: DiscordFakeOptions = {}): Promise<DiscordFake> {
  const fake = await startDiscordFake({ checksSpec: true, ...options });
  cleanups.push(() => fake.stop());
  return fake;
}

interface Frame {
  readonly op: number;
  readonly s?: number;
  readonly t?: string;
  readonly d?: Readonly<Record<string, unknown>>;
}

/** A bare gateway connection that keeps every frame. */
async function connect(fake: DiscordFake) {
  const socket = new WebSocket(`${fake.apiRoot.replace("http", "ws").replace("/api", "")}/?v=10&encoding=json`);
  const frames: Frame[] = [];
  const closed = once(socket, "close").then(([code]) => code as number);
  socket.on("message", (data) => frames.push(JSON.parse((data as Buffer).toString()) as Frame));
  cleanups.push(() => socket.terminate());
  await once(socket, "open");
  const send = (op: number, d: unknown) => socket.send(JSON.stringify({ op, d }));
  return {
    frames,
    closed,
    send,
    socket,
    identify: (intents: number, token = fake.token) => send(2, { token, intents, properties: {}, shard: [0, 1] }),
    until: (isIt: (frame: Frame) => boolean) => expect.poll(() => frames.find(isIt), WAIT).toBeDefined(),
    find: (t: string) => frames.find((frame) => frame.t === t),
  };
}

async function call(fake: DiscordFake, method: string, path: string, body?: unknown) {
  const headers = { authorization: `Bot ${fake.token}`, "content-type": "application/json" };
  const init = body === undefined ? {} : { body: JSON.stringify(body) };
  const response = await fetch(`${fake.apiRoot}/v10${path}`, { method, headers, ...init });
  const text = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    body: text === "" ? null : (JSON.parse(text) as { code?: number; id?: string }),
  };
}

test("discord.js's own client logs in, reads a direct message, answers it, and resumes after a cut", async () => {
  const fake = await startFake();
  const client = new Client({ intents: [DIRECT], partials: [Partials.Channel], rest: { api: fake.apiRoot } });
  cleanups.push(() => client.destroy());
  client.on(Events.MessageCreate, (message) => {
    if (!message.author.bot) void message.reply(`you said ${message.content}`);
  });
  await client.login(fake.token);
  await fake.untilConnected();
  const ana = fake.buyer("ana");
  ana.says("hello");
  await expect.poll(() => ana.reads().map((message) => message.content), WAIT).toEqual(["you said hello"]);
  fake.gateway.dropAll();
  ana.says("again");
  await expect.poll(() => ana.reads().at(-1)?.content, WAIT).toBe("you said again");
  expect(fake.gateway.identifyCount()).toBe(1);
  expect(fake.spec?.violations ?? []).toEqual([]);
});

test("a RESUME gets the missed events in order, and nothing that was seen", async () => {
  const fake = await startFake();
  const first = await connect(fake);
  first.identify(DIRECT);
  await first.until((frame) => frame.t === "READY");
  const sessionId = first.find("READY")?.d?.["session_id"];
  const ana = fake.buyer("ana");
  ana.says("seen");
  await first.until((frame) => frame.t === "MESSAGE_CREATE");
  first.socket.terminate();
  await first.closed;
  ana.says("missed one");
  ana.says("missed two");
  const second = await connect(fake);
  second.send(6, { token: fake.token, session_id: sessionId, seq: 2 });
  await second.until((frame) => frame.t === "RESUMED");
  expect(
    second.frames.filter((frame) => frame.op === 0).map((frame) => [frame.s, frame.t, frame.d?.["content"]]),
  ).toEqual([
    [3, "MESSAGE_CREATE", "missed one"],
    [4, "MESSAGE_CREATE", "missed two"],
    [5, "RESUMED", undefined],
  ]);
});

test("a session whose client left with 1000 cannot be resumed", async () => {
  const fake = await startFake();
  const first = await connect(fake);
  first.identify(DIRECT);
  await first.until((frame) => frame.t === "READY");
  first.socket.close(1000);
  await first.closed;
  const second = await connect(fake);
  second.send(6, { token: fake.token, session_id: first.find("READY")?.d?.["session_id"], seq: 1 });
  await second.until((frame) => frame.op === 9);
  expect(second.frames.find((frame) => frame.op === 9)?.d).toBe(false);
});

test("content is hidden without its intent, except in direct messages and where the bot is mentioned", async () => {
  const fake = await startFake({ allowedPrivileged: 0 });
  const channelId = fake.serverChannel("help");
  const bot = await connect(fake);
  bot.identify(DIRECT | GUILD);
  await bot.until((frame) => frame.t === "READY");
  const ana = fake.buyer("ana");
  ana.says("in the open", { channelId });
  ana.says(`<@${fake.botId}> for you`, { channelId });
  ana.says("in private");
  const contents = () =>
    bot.frames.filter((frame) => frame.t === "MESSAGE_CREATE").map((frame) => frame.d?.["content"]);
  await expect.poll(contents, WAIT).toEqual(["", `<@${fake.botId}> for you`, "in private"]);
});

test.each([
  ["a wrong token", 4004, { token: "x", intents: DIRECT }],
  ["unknown intents", 4013, { intents: 1 << 29 }],
  ["an intent that is switched off", 4014, { intents: GatewayIntentBits.GuildMembers }],
])("%s closes with %i", async (_, code, d) => {
  const fake = await startFake();
  const bot = await connect(fake);
  bot.send(2, { token: fake.token, properties: {}, ...d });
  expect(await bot.closed).toBe(code);
});

test("a client without heartbeats is closed with 4009, nonsense with 4002, an early word with 4003", async () => {
  const fake = await startFake({ heartbeatMs: 20 });
  const mute = await connect(fake);
  mute.identify(DIRECT);
  expect(await mute.closed).toBe(4009);
  const odd = await connect(fake);
  odd.socket.send("{");
  expect(await odd.closed).toBe(4002);
  const early = await connect(fake);
  early.send(3, {});
  expect(await early.closed).toBe(4003);
});

test("one IDENTIFY too many resets the token", async () => {
  const fake = await startFake({ identifyLimit: 2 });
  const { token } = fake;
  for (const expected of [1, 2]) {
    const bot = await connect(fake);
    bot.identify(DIRECT);
    await bot.until((frame) => frame.t === "READY");
    expect(fake.gateway.startLimit().remaining).toBe(2 - expected);
  }
  const third = await connect(fake);
  third.identify(DIRECT);
  expect(await third.closed).toBe(4004);
  expect(fake.token).not.toBe(token);
  expect((await fetch(`${fake.apiRoot}/v10/users/@me`, { headers: { authorization: `Bot ${token}` } })).status).toBe(
    401,
  );
});

test("more IDENTIFYs at once than allowed are answered with an invalid session", async () => {
  const fake = await startFake({ maxConcurrency: 1 });
  const first = await connect(fake);
  first.identify(DIRECT);
  await first.until((frame) => frame.t === "READY");
  const second = await connect(fake);
  second.identify(DIRECT);
  await second.until((frame) => frame.op === 9);
});

test.each([
  ["2001 characters", { content: "x".repeat(2_001) }, 50_035],
  ["nothing", { content: "  " }, 50_006],
  ["a nonce of 26 characters", { content: "x", nonce: "n".repeat(26) }, 50_035],
  ["a misspelt key", { content: "x", alowed_mentions: {} }, 50_035],
  ["six buttons in a row", { content: "x", components: [{ type: 1, components: buttons(6) }] }, 50_035],
  ["one button twice", { content: "x", components: [1, 1].map(() => ({ type: 1, components: buttons(1) })) }, 50_035],
])("%s is refused", async (_, body, code) => {
  const fake = await startFake();
  const answer = await call(fake, "POST", `/channels/${fake.buyer("ana").channelId}/messages`, body);
  expect([answer.status, answer.body?.code]).toEqual([400, code]);
});

test("the same nonce returns the first message within its time, and makes a new one after it or without enforcement", async () => {
  const fake = await startFake({ nonceWindowMs: 600, checksSpec: false });
  const path = `/channels/${fake.buyer("ana").channelId}/messages`;
  const body = { content: "once", nonce: "n1", enforce_nonce: true };
  const first = await call(fake, "POST", path, body);
  expect((await call(fake, "POST", path, body)).body?.id).toBe(first.body?.id);
  expect((await call(fake, "POST", path, { ...body, enforce_nonce: false })).body?.id).not.toBe(first.body?.id);
  await expect
    .poll(async () => (await call(fake, "POST", path, body)).body?.id === first.body?.id, {
      interval: 2_000,
      timeout: 8_000,
    })
    .toBe(false);
});

test("the sixth message in five seconds meets the bucket, with Discord's headers", async () => {
  const fake = await startFake();
  const path = `/channels/${fake.buyer("ana").channelId}/messages`;
  for (const left of ["4", "3", "2", "1", "0"]) {
    expect((await call(fake, "POST", path, { content: "x" })).headers.get("x-ratelimit-remaining")).toBe(left);
  }
  const sixth = await call(fake, "POST", path, { content: "x" });
  expect(sixth.status).toBe(429);
  expect(sixth.body).toMatchObject({ retry_after: expect.any(Number), global: false });
  expect(Number(sixth.headers.get("retry-after"))).toBeGreaterThan(0);
});

test("a press is answered once", async () => {
  const fake = await startFake();
  const ana = fake.buyer("ana");
  await call(fake, "POST", `/channels/${ana.channelId}/messages`, {
    content: "x",
    components: [{ type: 1, components: buttons(1) }],
  });
  const id = ana.presses("b0");
  const token = fake.world.presses.get(id)?.token ?? "";
  expect((await call(fake, "POST", `/interactions/${id}/${token}/callback`, { type: 6 })).status).toBe(204);
  const second = await call(fake, "POST", `/interactions/${id}/${token}/callback`, { type: 6 });
  expect([second.status, second.body?.code]).toEqual([400, 40_060]);
});

test("a person at a terminal can play the buyer over /_control", async () => {
  const fake = await startFake();
  const control = async (method: string, path: string, body?: unknown) => {
    const init = body === undefined ? {} : { body: JSON.stringify(body) };
    return (await fetch(`${fake.apiRoot.replace("/api", "/_control")}${path}`, { method, ...init })).json();
  };
  await control("POST", "/says", { buyer: "ana", text: "hola" });
  expect(fake.world.messages.get(fake.buyer("ana").channelId)?.map((message) => message.content)).toEqual(["hola"]);
  await call(fake, "POST", `/channels/${fake.buyer("ana").channelId}/messages`, { content: "buenos días" });
  expect(await control("GET", "/messages?buyer=ana")).toMatchObject([{ text: "buenos días" }]);
  await control("POST", "/faults", { kind: "server-error" });
  expect((await call(fake, "GET", "/users/@me")).status).toBe(503);
  expect((await call(fake, "GET", "/users/@me")).status).toBe(200);
});

function buttons(count: number) {
  return Array.from({ length: count }, (_, index) => ({
    type: 2,
    style: 2,
    custom_id: `b${index}`,
    label: `b${index}`,
  }));
}

test("discord.js's own client opens a thread, gives it a button, and answers a press, a command and a form", async () => {
  const fake = await startFake();
  const client = new Client({ intents: [GatewayIntentBits.Guilds], rest: { api: fake.apiRoot } });
  cleanups.push(() => client.destroy());
  const channelId = fake.serverChannel("support");
  client.on(Events.InteractionCreate, (interaction) => {
    if (interaction.isButton()) {
      const components = [{ type: 1, components: [{ type: 4, custom_id: "words", style: 2, label: "Words" }] }];
      void interaction.showModal({ custom_id: "form", title: "A note", components });
    } else if (interaction.isModalSubmit()) {
      void interaction.reply({ content: interaction.fields.getTextInputValue("words"), flags: 64 });
    } else if (interaction.isChatInputCommand()) {
      void interaction.reply({ content: interaction.options.getString("code") ?? "", flags: 64 });
    }
  });
  await client.login(fake.token);
  await fake.untilConnected();
  const omar = fake.staff("omar");
  const { id } = (await call(fake, "POST", `/channels/${channelId}/messages`, { content: "#12" })).body ?? {};
  await call(fake, "POST", `/channels/${channelId}/messages/${id}/threads`, { name: "#12 Ana" });
  const button = { type: 2, style: 2, custom_id: "note", label: "Note" };
  await call(fake, "POST", `/channels/${id}/messages`, {
    content: "!",
    components: [{ type: 1, components: [button] }],
  });
  const press = omar.pushes(id ?? "", "Note");
  await expect.poll(() => press.modal, WAIT).toMatchObject({ title: "A note" });
  const form = omar.submits(press, "Careful");
  await expect.poll(() => form.replies, WAIT).toMatchObject([{ content: "Careful", isPrivate: true }]);
  const guildId = fake.world.channels.get(channelId)?.guild_id;
  const option = { type: 3, name: "code", description: "The code" };
  const link = { name: "link", description: "Link", options: [option] };
  await call(fake, "PUT", `/applications/${fake.botId}/guilds/${guildId}/commands`, [link]);
  const command = omar.commands(channelId, "link", { code: "KEY7" });
  await expect.poll(() => command.replies, WAIT).toMatchObject([{ content: "KEY7", isPrivate: true }]);
});

test("a thread refuses what Discord refuses: a second one on its message, a third name, a change while it is archived", async () => {
  const fake = await startFake();
  const channelId = fake.serverChannel("support");
  const { id } = (await call(fake, "POST", `/channels/${channelId}/messages`, { content: "#12" })).body ?? {};
  const open = () => call(fake, "POST", `/channels/${channelId}/messages/${id}/threads`, { name: "#12 Ana" });
  const change = (body: unknown) => call(fake, "PATCH", `/channels/${id}`, body);
  expect((await open()).status).toBe(201);
  expect((await open()).body?.code).toBe(160_004);
  for (const name of ["one", "two"]) expect((await change({ name })).status).toBe(200);
  expect((await change({ name: "three" })).status).toBe(429);
  expect((await change({ locked: true })).body?.code).toBe(50_013);
  const said = (await call(fake, "POST", `/channels/${id}/messages`, { content: "hello" })).body?.id;
  await change({ archived: true });
  const edit = await call(fake, "PATCH", `/channels/${id}/messages/${said}`, { content: "bye" });
  expect(edit.body?.code).toBe(50_083);
  await call(fake, "POST", `/channels/${id}/messages`, { content: "a word opens it" });
  expect((await call(fake, "PATCH", `/channels/${id}/messages/${said}`, { content: "bye" })).status).toBe(200);
});
