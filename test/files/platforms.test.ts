/** Files on the platforms: what is uploaded, in which form, and that a lost answer is not a second copy. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { OutboundId } from "../../src/contracts/ids.ts";
import type { KeptPart, OutboundMessage } from "../../src/contracts/message.ts";
import { judgeDelivery } from "../../src/outbox/judge-delivery.ts";
import type { RecordingHost } from "../support/recording-host.ts";
import { outbound } from "../adapters/discord-outbound.ts";
import { type DiscordRig, startDiscordRig } from "../adapters/discord-rig.ts";
import { BUYER_ID, startTelegramRig, type TelegramRig } from "../adapters/telegram-rig.ts";
import { keptOf, PDF, picture } from "./sample-files.ts";

const NEVER = new AbortController().signal;
const PHOTO = picture(3_000, 1);
const OTHER = picture(3_000, 2);
let sent = 0;

function keep(host: RecordingHost, content: Uint8Array, name: string, mediaType: string): KeptPart {
  const part = keptOf(content, name, mediaType);
  host.kept.set(part.sha256, content);
  return part;
}

function message(host: RecordingHost, threadKey: string, fields: Partial<OutboundMessage>): OutboundMessage {
  sent += 1;
  const to = { shopId: host.shopId, accountId: host.accountId, threadKey };
  const outboundId = `00000000-0000-4000-8000-${String(sent).padStart(12, "0")}` as OutboundId;
  return { ...outbound(to), outboundId, text: "", speaker: "agent", speakerName: "Mina", ...fields };
}

describe("Telegram", () => {
  let rig: TelegramRig;
  let photo: KeptPart;
  let other: KeptPart;
  let terms: KeptPart;
  beforeAll(async () => {
    rig = await startTelegramRig();
    rig.fake.buyer(BUYER_ID).says("hello");
    photo = keep(rig.host, PHOTO, "front.png", "image/png");
    other = keep(rig.host, OTHER, "back.png", "image/png");
    terms = keep(rig.host, PDF, "Bedingungen für «dich».pdf", "application/pdf");
  });
  beforeEach(() => rig.fake.faults.clear());
  afterAll(() => rig.stop());
  const send = (fields: Partial<OutboundMessage>) =>
    rig.adapter.send(message(rig.host, String(BUYER_ID), fields), NEVER);
  const shown = () => rig.fake.buyer(BUYER_ID).shown();
  const files = () => shown().flatMap((entry) => entry.files ?? []);
  const calls = () => rig.fake.journal.map(({ method }) => method).filter((method) => method.startsWith("send"));

  test("a picture goes as a photo with its words under the agent's name, byte by byte", async () => {
    expect(await send({ text: "This one: *left* <b>", files: [photo] })).toMatchObject({ kind: "delivered" });
    expect(shown().at(-1)).toMatchObject({
      text: "Mina\nThis one: *left* <b>",
      entities: [{ type: "bold", offset: 0, length: 4 }],
    });
    expect(files().at(-1)).toMatchObject({ as: "photo", name: "front.png" });
    expect(Buffer.from(files().at(-1)?.bytes ?? []).equals(PHOTO)).toBe(true);
  });

  test("a PDF goes as a document under its own name, and several pictures as one album in their order", async () => {
    await send({ text: "The terms", files: [terms] });
    expect(files().at(-1)).toMatchObject({ as: "document", name: terms.name });
    const before = calls().length;
    expect(await send({ text: "Both sides", files: [photo, other] })).toMatchObject({ kind: "delivered" });
    expect(calls().slice(before)).toEqual(["sendMediaGroup"]);
    expect(files().slice(-2)).toMatchObject([{ name: "front.png" }, { name: "back.png" }]);
    expect(
      shown()
        .slice(-2)
        .map(({ text }) => text),
    ).toEqual(["Mina\nBoth sides", ""]);
  });

  test("a picture that Telegram takes for none is sent as a document instead, once", async () => {
    rig.fake.faults.add({ method: "sendPhoto", code: 400, description: "Bad Request: PHOTO_INVALID_DIMENSIONS" });
    const before = files().length;
    expect(await send({ files: [photo] })).toMatchObject({ kind: "delivered" });
    expect(files().slice(before)).toMatchObject([{ as: "document", name: "front.png" }]);
  });

  test.each([
    ["is cut in the middle", { cut: true }],
    ["arrives and is never answered", { cutAfterAccept: true }],
  ])("an upload that %s is unknown, and nobody sends it again blindly", async (_name, fault) => {
    rig.fake.faults.add({ method: "sendDocument", ...fault });
    const one = message(rig.host, String(BUYER_ID), { files: [terms] });
    const delivery = await rig.adapter.send(one, NEVER);
    expect(delivery).toMatchObject({ kind: "unknown" });
    const tools = { hasSendKey: rig.adapter.capabilities.hasSendKey, random: 0 };
    expect(judgeDelivery({ message: one, attempt: 1 }, delivery, tools)).toMatchObject({
      delivery: { kind: "unknown" },
    });
    // Words alone go once more, as ever.
    const words = { message: { ...one, text: "hello" }, attempt: 1 };
    delete (words.message as { files?: unknown }).files;
    expect(judgeDelivery(words, delivery, tools)).toMatchObject({ delivery: { kind: "retry" } });
  });

  test("a limit is waited for, a blocked bot is refused, and what was erased is not sent", async () => {
    rig.fake.faults.add({ method: "sendPhoto", code: 429, retryAfter: 3 });
    expect(await send({ files: [photo] })).toEqual({ kind: "retry", afterMs: 3_000, reason: "rate-limit" });
    rig.fake.faults.add({ method: "sendPhoto", code: 403, description: "Forbidden: bot was blocked by the user" });
    expect(await send({ files: [photo] })).toMatchObject({ kind: "refused", reason: "blocked" });
    expect(await send({ files: [{ ...photo, sha256: "0".repeat(64) }] })).toMatchObject({ kind: "refused" });
  });

  test("a buyer's file is fetched by its key; a strange one is gone, and no fault holds the token", async () => {
    rig.fake.keepFile("photo-7", PHOTO);
    const fetched = await rig.adapter.fetchFile?.("photo-7", 10_000, NEVER);
    expect(fetched).toMatchObject({ kind: "fetched", content: expect.objectContaining({ length: PHOTO.length }) });
    expect(await rig.adapter.fetchFile?.("photo-7", 10, NEVER)).toEqual({ kind: "too-large" });
    expect(await rig.adapter.fetchFile?.("nothing", 10_000, NEVER)).toEqual({ kind: "gone" });
    expect(JSON.stringify(rig.host.lines)).not.toContain(rig.fake.token);
  });
});

describe("Discord", () => {
  let rig: DiscordRig;
  beforeAll(async () => {
    rig = await startDiscordRig();
  });
  afterAll(() => rig.stop());
  const buyer = () => rig.fake.buyer("ana");
  const last = () => buyer().reads().at(-1);

  test("files are attachments of one message with its words, and an answer that is lost leaves one copy", async () => {
    const photo = keep(rig.host, PHOTO, "front.png", "image/png");
    const terms = keep(rig.host, PDF, "terms.pdf", "application/pdf");
    const one = message(rig.host, buyer().channelId, { text: "See *both*", files: [photo, terms] });
    const before = buyer().reads().length;
    rig.fake.faults.next({ kind: "cut-after-accept", method: "POST", pathPart: "/messages" });
    expect(await rig.adapter.send(one, NEVER)).toMatchObject({ kind: "retry" });
    expect(await rig.adapter.send(one, NEVER)).toMatchObject({ kind: "delivered" });
    expect(buyer().reads()).toHaveLength(before + 1);
    expect(last()).toMatchObject({
      content: "**Mina:** See \\*both\\*",
      attachments: [
        { filename: "front.png", size: PHOTO.length },
        { filename: "terms.pdf", size: PDF.length },
      ],
    });
  });

  test("files without words are a message of their own", async () => {
    const terms = keep(rig.host, PDF, "terms.pdf", "application/pdf");
    const one = message(rig.host, buyer().channelId, { files: [terms] });
    expect(await rig.adapter.send(one, NEVER)).toMatchObject({ kind: "delivered" });
    expect(last()).toMatchObject({ content: "", attachments: [{ filename: "terms.pdf" }] });
  });

  test("what is more than Discord takes is refused there, too", async () => {
    const huge = keep(rig.host, picture(11_000_000), "huge.png", "image/png");
    const one = message(rig.host, buyer().channelId, { files: [huge] });
    expect(await rig.adapter.send(one, NEVER)).toMatchObject({ kind: "refused", reason: "invalid" });
    expect(rig.adapter.capabilities.files?.maxBytes).toBe(10 * 1_048_576);
  });
});
