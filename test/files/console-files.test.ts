/** Files in the console over HTTP, on the real database: uploaded, sent, looked at, sent again, refused, forgotten, swept. */
import { sql } from "kysely";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { ActionView, TicketPageView } from "../../src/console/console-api.ts";
import type { UploadedView } from "../../src/console/files/files-api.ts";
import type { FetchedFile } from "../../src/contracts/files.ts";
import type { Instant, OutboundId } from "../../src/contracts/ids.ts";
import type { Delivery, KeptPart, OutboundMessage } from "../../src/contracts/message.ts";
import { createChannelFiles } from "../../src/flows/files/create-channel-files.ts";
import { createSender } from "../../src/outbox/create-sender.ts";
import { createFileStore } from "../../src/store/files/create-file-store.ts";
import { type ConsoleClient, errorCode, signInEach } from "../console/console-client.ts";
import { type ConsoleRig, openConsoleRig, type OpenedStory } from "../console/console-rig.ts";
import { createToldChannel, type ToldChannel } from "../support/told-channel.ts";
import { HOSTILE_NAMES, PDF, picture, PNG, SVG } from "./sample-files.ts";

let rig: ConsoleRig;
let mina: ConsoleClient;
let viewer: ConsoleClient;
let foreigner: ConsoleClient;
let owner: ConsoleClient;
let story: OpenedStory;
let told: ToldChannel;
let delivery: Delivery = { kind: "delivered", externalId: "1" };
let fetched: FetchedFile = { kind: "gone" };
const sent: OutboundMessage[] = [];
const shopId = () => rig.db.shop.shopId;

beforeAll(async () => {
  rig = await openConsoleRig();
  ({ agent: mina, viewer, foreigner, owner } = await signInEach(rig));
  told = createToldChannel({
    hasSendKey: false,
    files: {
      label: "Pigeon post",
      maxBytes: 10 * 1_048_576,
      maxPerMessage: 10,
      maxBytesPerMessage: 10 * 1_048_576,
      maxTextLength: 500,
      groupOf: ({ mediaType }) => mediaType,
    },
  });
  const adapter = {
    ...told.adapter,
    send: (message: OutboundMessage) => {
      sent.push(message);
      return Promise.resolve(delivery);
    },
    fetchFile: () => Promise.resolve(fetched),
  };
  Object.assign(rig.ports.channels, { adapterOf: () => adapter });
});
beforeEach(async () => {
  story = await rig.openStory({ name: "Lucía", language: "es", words: ["¿Cuánto tarda?", "Quiero una persona"] });
  delivery = { kind: "delivered", externalId: "1" };
  await deliver();
  sent.length = 0;
});
afterAll(() => rig.close());

/** As the page does it: the bytes as the body, the name in the address. */
async function upload(content: Uint8Array, name = "front.png", client = mina, ticketId: string = story.ticketId) {
  const uploadId = rig.ports.ids.next<string>();
  const query = new URLSearchParams({ uploadId, name });
  const response = await fetch(`${rig.origin}/console/api/tickets/${ticketId}/files?${query.toString()}`, {
    method: "POST",
    headers: {
      cookie: client.cookie,
      origin: rig.origin,
      "sec-fetch-site": "same-origin",
      "x-csrf-token": client.csrfToken,
      "content-type": "application/octet-stream",
    },
    body: Buffer.from(content),
  });
  return { status: response.status, uploadId, body: (await response.json()) as UploadedView };
}
const get = (path: string, client = mina) =>
  fetch(`${rig.origin}/console/api${path}`, { headers: { cookie: client.cookie } });
async function bytesOf(path: string, client = mina): Promise<Buffer> {
  return Buffer.from(await (await get(path, client)).arrayBuffer());
}
let drafts = 0;
const reply = (text: string, files: readonly string[], draftKey = `draft-${String((drafts += 1)).padStart(6, "0")}`) =>
  mina.call("POST", `/tickets/${story.ticketId}/reply`, { body: { text, draftKey, files } });
const messages = async () =>
  ((await mina.call("GET", `/tickets/${story.ticketId}`)).body as TicketPageView).messages.filter(
    ({ speaker }) => speaker === "agent",
  );
async function deliver(): Promise<void> {
  const sender = createSender(rig.ports, { maxInFlight: 10, random: () => 0, onSettled: () => {} });
  while ((await sender.takeDue(shopId())) > 0) await sender.idle();
}
const count = async (table: "kept_file" | "kept_chunk" | "message_file" | "file_upload") => {
  const [row] = await rig.db.database.inShop<{ n: number }>(
    shopId(),
    sql`select count(*)::int as n from ${sql.table(table)}`,
  );
  return row?.n ?? 0;
};

describe("files beside a reply", () => {
  test("reach the buyer's channel once with the words, byte by byte, and stand in the conversation", async () => {
    const large = picture(700_000, 1);
    const [one, two] = [await upload(large, "front.png"), await upload(PDF, "terms")];
    expect(one.body).toMatchObject({ kind: "kept", upload: { name: "front.png", bytes: 700_000, isImage: true } });
    expect((await bytesOf(`/files/${one.uploadId}`)).equals(large)).toBe(true);
    const answers = [
      await reply("Both are here", [one.uploadId, two.uploadId], "draft-same-key"),
      await reply("Both are here", [one.uploadId, two.uploadId], "draft-same-key"),
    ];
    expect(answers.map(({ body }) => body as ActionView)).toEqual([{ kind: "done" }, { kind: "done" }]);
    await deliver();
    expect(sent.map(({ text, files = [] }) => [text, files.map(({ name }) => name)])).toEqual([
      ["Both are here", ["front.png"]],
      ["", ["terms.pdf"]],
    ]);
    const files = createChannelFiles({ shopId: shopId(), accountId: rig.db.accountId }, rig.ports);
    const [first] = sent[0]?.files ?? [];
    expect(Buffer.from(await files.load(first as KeptPart)).equals(large)).toBe(true);
    const [shown] = await messages();
    expect(shown?.attachments).toEqual([
      { kind: "image", position: 0, name: "front.png", bytes: 700_000, isThere: true },
    ]);
    const answer = await get(`/messages/${shown?.messageId ?? ""}/files/0`, viewer);
    expect(answer.headers.get("content-security-policy")).toContain("sandbox");
    expect(answer.headers.get("content-type")).toBe("image/png");
    expect(Buffer.from(await answer.arrayBuffer()).equals(large)).toBe(true);
    // The buyer's own thread may open it, and no other one.
    const opened = (threadKey: string) =>
      files.openInThread(threadKey, { outboundId: sent[0]?.outboundId as OutboundId, position: 0 });
    expect(await opened(story.threadKey)).toMatchObject({ name: "front.png" });
    expect(await opened("another thread")).toBeNull();
  });

  test("the same bytes are kept once a shop, whoever sends them and however they are called", async () => {
    const content = picture(300_000, 2);
    const before = await count("kept_file");
    await upload(content, "a.png");
    await upload(content, "b.png");
    expect(await count("kept_file")).toBe(before + 1);
  });

  test.each([
    ["an empty one", Buffer.alloc(0), "empty"],
    ["one that runs", SVG, "wrong-type"],
    ["text under a picture's name", Buffer.from("hello"), "wrong-type"],
    ["one beyond the channel's limit", picture(11_000_000), "too-large"],
  ])("%s is refused before anything is sent, with the reason", async (_name, content, why) => {
    const answer = await upload(content, "picture.png");
    expect([answer.status, answer.body]).toEqual([200, { kind: "refused", why }]);
  });

  test("beyond our own limit it is not read to its end", async () => {
    expect((await upload(Buffer.alloc(20_000_001))).status).toBe(413);
  });

  test.each(HOSTILE_NAMES)("a name like %j is made harmless before it is kept", async (name) => {
    const { body } = await upload(PNG, name);
    if (body.kind !== "kept") throw new Error(body.why);
    expect(body.upload.name).toMatch(/^[^/\\"\r\n\0\u202E]{1,96}\.png$/u);
    const answer = await get(`/files/${body.upload.uploadId}`);
    expect(answer.headers.get("content-disposition")).toContain("filename*=UTF-8''");
    expect(answer.headers.has("x-evil")).toBe(false);
  });

  test("an upload that is cut in the middle keeps nothing, and the same one again is whole", async () => {
    const before = await count("file_upload");
    const uploadId = rig.ports.ids.next<string>();
    const cut = new AbortController();
    const body = (async function* () {
      yield PNG;
      setTimeout(() => cut.abort(), 20);
      await new Promise((resolve) => cut.signal.addEventListener("abort", resolve, { once: true }));
      yield PNG;
    })();
    const address = `${rig.origin}/console/api/tickets/${story.ticketId}/files?uploadId=${uploadId}&name=a.png`;
    const headers = {
      cookie: mina.cookie,
      origin: rig.origin,
      "sec-fetch-site": "same-origin",
      "x-csrf-token": mina.csrfToken,
      "content-type": "application/octet-stream",
    };
    const init = { method: "POST", headers, body, duplex: "half", signal: cut.signal } as unknown as RequestInit;
    await expect(fetch(address, init)).rejects.toThrow();
    expect(await count("file_upload")).toBe(before);
    expect((await upload(PNG, "a.png")).body.kind).toBe("kept");
  });

  test("a reply names its limits: nothing without words or files, nothing that is not there, no file of a colleague's", async () => {
    expect(errorCode(await reply("", []))).toBe("REQUEST_INVALID");
    expect(errorCode(await reply("hello", [rig.ports.ids.next<string>()]))).toBe("REQUEST_INVALID");
    const theirs = await upload(PNG, "theirs.png", owner);
    expect(errorCode(await reply("hello", [theirs.uploadId]))).toBe("REQUEST_INVALID");
    expect((await get(`/files/${theirs.uploadId}`)).status).toBe(404);
    await deliver();
    expect(sent).toEqual([]);
  });
});

describe("a send of files of which nobody knows", () => {
  test("is not repeated by itself; an agent sends it once more, once, and both say so", async () => {
    const { uploadId } = await upload(PDF, "terms.pdf");
    await reply("The terms", [uploadId]);
    delivery = { kind: "unknown", detail: "timeout" };
    await deliver();
    await deliver();
    expect(sent).toHaveLength(1);
    const [first] = await messages();
    expect(first).toMatchObject({ delivery: "unknown", isAgain: false });
    delivery = { kind: "delivered", externalId: "2" };
    const again = () =>
      mina.call("POST", `/tickets/${story.ticketId}/messages/${first?.messageId ?? ""}/again`, { body: {} });
    expect((await again()).body).toEqual({ kind: "done" });
    expect((await again()).body).toEqual({ kind: "done" });
    await deliver();
    expect(sent.map(({ text, files = [] }) => [text, files.length])).toEqual([
      ["The terms", 1],
      ["The terms", 1],
    ]);
    const copies = (await messages()).filter(({ isAgain }) => isAgain);
    expect(copies).toMatchObject([{ delivery: "delivered", attachments: [{ name: "terms.pdf" }] }]);
    const copy = `/tickets/${story.ticketId}/messages/${copies[0]?.messageId ?? ""}/again`;
    expect(errorCode(await mina.call("POST", copy, { body: {} }))).toBe("TRANSITION_FORBIDDEN");
  });

  test("whose sender died is left to a person, too, while words alone go again", async () => {
    const { uploadId } = await upload(PDF, "terms.pdf");
    await reply("The terms", [uploadId]);
    const claims = await rig.ports.outbox.claimDue(shopId(), {
      accountIds: [rig.db.accountId],
      limit: 5,
      leaseMs: -70_000,
    });
    expect(claims).toHaveLength(1);
    await deliver();
    expect(sent).toEqual([]);
    expect(await messages()).toMatchObject([{ delivery: "unknown" }]);
  });
});

describe("what a buyer sent", () => {
  const receive = async (part: { kind: "image" | "file"; name?: string }) => {
    const externalId = rig.ports.ids.next<string>();
    const file = { externalKey: `key-${externalId}`, name: part.name ?? "x", bytes: 4, altText: "", kind: part.kind };
    await rig.ports.inbox.accept(shopId(), rig.db.accountId, {
      threadKey: story.threadKey,
      senderKey: story.threadKey,
      senderName: null,
      externalId,
      parts: [file],
      locale: null,
      sentAt: rig.ports.clock.now(),
    });
    const page = (await mina.call("GET", `/tickets/${story.ticketId}`)).body as TicketPageView;
    return `/messages/${page.messages.at(-1)?.messageId ?? ""}/files/0`;
  };

  test("is fetched once and kept, a picture to be seen, anything that could run as bytes", async () => {
    const address = await receive({ kind: "image" });
    fetched = { kind: "fetched", name: "photo.jpg", content: PNG };
    expect((await bytesOf(address)).equals(PNG)).toBe(true);
    fetched = { kind: "gone" };
    const answer = await get(address);
    expect(answer.headers.get("content-disposition")).toMatch(/^inline; filename="photo\.jpg\.png"/u);
    const risky = await receive({ kind: "file", name: "page.html" });
    fetched = { kind: "fetched", name: null, content: Buffer.from("<script>alert(1)</script>") };
    const page = await get(risky);
    expect(page.headers.get("content-type")).toBe("application/octet-stream");
    expect(page.headers.get("content-disposition")).toMatch(/^attachment; filename="page\.html"/u);
  });

  test.each([
    [{ kind: "gone" }, 404],
    [{ kind: "too-large" }, 413],
    [{ kind: "unreachable" }, 429],
  ] as const)("and cannot be had (%j) is said as it is", async (outcome, status) => {
    fetched = outcome;
    expect((await get(await receive({ kind: "image" }))).status).toBe(status);
  });

  test("is nobody else's: another shop, nobody, a place without a file", async () => {
    const address = await receive({ kind: "image" });
    fetched = { kind: "fetched", name: null, content: PNG };
    expect((await get(address, foreigner)).status).toBe(404);
    expect((await fetch(`${rig.origin}/console/api${address}`)).status).toBe(401);
    expect((await get(address.replace(/0$/u, "7"))).status).toBe(404);
    expect((await get(address)).status).toBe(200);
  });
});

describe("what is kept", () => {
  test("is swept when nothing refers to it, and stays while a message does", async () => {
    const content = picture(400_000, 3);
    const kept = await upload(content, "sent.png");
    await upload(picture(400_000, 4), "never-sent.png");
    await reply("", [kept.uploadId]);
    const inADay = (Date.now() + 1_000) as Instant;
    const before = await count("kept_file");
    expect(await rig.ports.files.sweep(shopId(), (Date.now() - 60_000) as Instant)).toBe(0);
    expect(await rig.ports.files.sweep(shopId(), inADay)).toBeGreaterThan(0);
    expect(await count("kept_file")).toBeLessThan(before);
    expect(await count("file_upload")).toBe(0);
    const [shown] = await messages();
    expect((await bytesOf(`/messages/${shown?.messageId ?? ""}/files/0`)).equals(content)).toBe(true);
  });

  test("has an end for each shop, and one shop's files are not another's", async () => {
    const small = createFileStore(rig.db.database, { quotaBytes: 1_000 });
    const agentId = rig.ports.ids.next<never>();
    const put = (ofShop: typeof rig.db.shop.shopId, number: number) =>
      small.keepUpload(ofShop, {
        uploadId: rig.ports.ids.next(),
        agentId,
        name: "a.png",
        mediaType: "image/png",
        content: picture(600, number),
      });
    const other = rig.db.otherShop.shopId;
    const first = await put(other, 5);
    if (first === "no-room") throw new Error("no room for the first");
    expect(await put(other, 6)).toBe("no-room");
    expect(await put(other, 5)).not.toBe("no-room");
    const read = async (ofShop: typeof other) => {
      let length = 0;
      for await (const chunk of small.read(ofShop, first.file.sha256)) length += chunk.length;
      return length;
    };
    expect([await read(other), await read(shopId())]).toEqual([600, 0]);
    expect(await small.findUploads(shopId(), agentId, [first.uploadId])).toEqual([]);
  });

  test("goes with the buyer who is forgotten: bytes, names, and what could be fetched again", async () => {
    const { uploadId } = await upload(picture(500_000, 7), "Lucía's passport.png");
    await reply("", [uploadId]);
    await deliver();
    await rig.db.database.inShop(
      shopId(),
      sql`insert into buyer_identity (shop_id, account_id, thread_key, subject, email, token_id, expires_at)
        values (${shopId()}, ${rig.db.accountId}, ${story.threadKey}, 'lucia', 'lucia@example.com', 'x', now())`,
    );
    await rig.ports.files.sweep(shopId(), (Date.now() + 1_000) as Instant);
    const [shown] = await messages();
    await rig.ports.commerce.forgetBuyer(shopId(), { email: "lucia@example.com", phone: "" });
    expect((await get(`/messages/${shown?.messageId ?? ""}/files/0`)).status).toBe(404);
    expect(JSON.stringify(await messages())).not.toContain("passport");
    const [left] = await rig.db.database.inShop<{ n: number }>(
      shopId(),
      sql`select count(*)::int as n from kept_file where bytes = 500000`,
    );
    expect(left?.n).toBe(0);
  });
});
