/** Files in a real browser: chosen, pasted, dropped, cut off, sent, shown, sent again; on a phone, in Arabic, in the dark. */
import type { BrowserContextOptions, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import {
  type ConsoleBrowser,
  findBarriers,
  LOOKS,
  openConsoleBrowser,
  takePicture,
} from "../console/console-browser.ts";
import type { ConsoleRig } from "../console/console-rig.ts";
import { until } from "../support/until.ts";
import { drawPicture } from "./draw-picture.ts";
import { PDF } from "./sample-files.ts";

/** Others may share the two cores; what is waited for is a condition, this is only the end. */
vi.setConfig({ testTimeout: 90_000 });

let rig: ConsoleRig;
let desk: ConsoleBrowser;
const photo = drawPicture(320, 200);
const shopId = () => rig.db.shop.shopId;

beforeAll(async () => {
  desk = await openConsoleBrowser();
  ({ rig } = desk);
  await rig.addAgent(shopId(), "Mina");
  const { adapterOf } = rig.ports.channels;
  // What a platform would give of a buyer's own file.
  Object.assign(rig.ports.channels, {
    adapterOf: (accountId: Parameters<typeof adapterOf>[0]) => {
      const adapter = adapterOf(accountId);
      return (
        adapter && { ...adapter, fetchFile: async () => ({ kind: "fetched", name: "jacket.png", content: photo }) }
      );
    },
  });
});
afterAll(() => desk?.close());
afterEach(() => desk.settle());

const STORY = { name: "Lucía", language: "es", words: ["¿Cuánto tarda?", "Quiero una persona"] } as const;
const open = (path: string, options: BrowserContextOptions = {}): Promise<Page> =>
  desk.openAs("mina", path, ".composer textarea", options);
const chip = (page: Page, name: string) => page.locator(".file-chip", { hasText: name });
const send = (page: Page) => page.locator(".composer button[type=submit]").click();
const chosen = (name: string, mimeType: string, buffer: Buffer) => ({ name, mimeType, buffer });

async function areReady(page: Page, count: number): Promise<void> {
  const ready = page.locator(".file-chip[data-state=ready]");
  await ready.nth(count - 1).waitFor();
  expect(await ready.count()).toBe(count);
}

/** A paste or a drop, as the browser tells the page of it. In words: the tests' own types know no browser. */
async function bring(page: Page, type: "paste" | "drop", name: string): Promise<void> {
  const event = type === "paste" ? "ClipboardEvent" : "DragEvent";
  const field = type === "paste" ? "clipboardData" : "dataTransfer";
  await page.evaluate(`{
    const data = new DataTransfer();
    data.items.add(new File([new Uint8Array(${JSON.stringify([...photo])})], ${JSON.stringify(name)}, { type: "image/png" }));
    const options = { bubbles: true, cancelable: true, ${field}: data };
    document.querySelector(".composer textarea").dispatchEvent(new ${event}("${type}", options));
  }`);
}

async function receivePhoto(threadKey: string): Promise<void> {
  await rig.ports.inbox.accept(shopId(), rig.db.accountId, {
    threadKey,
    senderKey: threadKey,
    senderName: "Lucía",
    externalId: rig.ports.ids.next<string>(),
    parts: [{ kind: "image", externalKey: "photo-1", altText: "" }],
    locale: null,
    sentAt: rig.ports.clock.now(),
  });
}

test("an agent chooses, pastes and drops files, takes one back, and the buyer's and their own pictures are shown", async () => {
  const { ticketId, threadKey } = await rig.openStory(STORY);
  await receivePhoto(threadKey);
  const page = await open(`waiting/${ticketId}`);
  await page.locator(".message[data-speaker=buyer] .attachment-picture img").waitFor();
  await page
    .locator("input[type=file]")
    .setInputFiles([
      chosen("front.png", "image/png", photo),
      chosen("terms.pdf", "application/pdf", PDF),
      chosen("logo.svg", "image/svg+xml", Buffer.from("<svg onload='alert(1)'/>")),
    ]);
  await bring(page, "paste", "pasted.png");
  await bring(page, "drop", "dropped.png");
  await areReady(page, 4);
  await chip(page, "logo.svg").getByText("Only images").waitFor();
  expect(await page.locator(".composer button[type=submit]").isDisabled()).toBe(true);
  await takePicture(page, "files-tray");
  await page.getByRole("button", { name: "Remove logo.svg" }).click();
  await page.getByRole("button", { name: "Remove dropped.png" }).click();
  await page.locator(".composer textarea").fill("This is how it looks");
  await page.reload();
  await areReady(page, 3);
  await send(page);
  const ours = page.locator(".message[data-speaker=agent]:not([data-outgoing])");
  await ours.locator("a[download]", { hasText: "terms.pdf" }).waitFor();
  expect(await ours.locator(".attachment-picture img").count()).toBe(2);
  await until("the picture is there", () =>
    ours
      .locator("img")
      .first()
      .evaluate((image) => Reflect.get(image, "naturalWidth") === 320),
  );
  await ours.first().scrollIntoViewIfNeeded();
  await takePicture(page, "files-sent");
  expect(await page.locator(".file-chip").count()).toBe(0);
});

test("an upload that is cut off stays with its words, and goes when it is tried again; a reply that fails keeps both", async () => {
  const { ticketId } = await rig.openStory(STORY);
  const page = await open(`waiting/${ticketId}`);
  await page.locator(".composer textarea").fill("Here are the terms");
  await page.route("**/files?**", (route) => route.abort("connectionreset"));
  await page.locator("input[type=file]").setInputFiles(chosen("terms.pdf", "application/pdf", PDF));
  await chip(page, "terms.pdf").getByText("Not uploaded.").waitFor();
  await takePicture(page, "files-failed");
  await page.unroute("**/files?**");
  await page.getByRole("button", { name: "Upload terms.pdf again" }).click();
  await page.locator(".file-chip[data-state=ready]").waitFor();
  await page.route("**/reply", (route) => route.abort("connectionreset"));
  await send(page);
  await page.locator(".message[data-outgoing=failed]", { hasText: "terms.pdf" }).waitFor();
  await page.unroute("**/reply");
  await page.locator(".message").getByRole("button", { name: "Edit" }).click();
  await page.locator(".file-chip[data-state=ready]", { hasText: "terms.pdf" }).waitFor();
  expect(await page.locator(".composer textarea").inputValue()).toBe("Here are the terms");
  await send(page);
  await page.locator(".message[data-speaker=agent] a[download]", { hasText: "terms.pdf" }).waitFor();
});

test("of a send of which nobody knows the agent is told, and sends it once more by a button that says what may come", async () => {
  const { ticketId } = await rig.openStory(STORY);
  const page = await open(`waiting/${ticketId}`);
  await page.locator("input[type=file]").setInputFiles(chosen("terms.pdf", "application/pdf", PDF));
  await page.locator(".file-chip[data-state=ready]").waitFor();
  await send(page);
  await page.locator(".message[data-speaker=agent]:not([data-outgoing]) a[download]").waitFor();
  await rig.deliver({ kind: "unknown", detail: "timeout" });
  await page.locator(".message[data-speaker=agent]").getByText("Not certain that it arrived").waitFor();
  await takePicture(page, "files-unknown");
  await page.getByRole("button", { name: "Send again (may arrive twice)" }).click();
  await page.getByText("Sent once more by hand").waitFor();
  expect(await page.locator(".message[data-speaker=agent] a[download]").count()).toBe(2);
});

test.each(LOOKS)(
  "$name: files beside a reply and in a conversation are free of barriers and fit",
  async ({ name, ...look }) => {
    const { ticketId, threadKey } = await rig.openStory(STORY);
    await receivePhoto(threadKey);
    const page = await open(`waiting/${ticketId}`, look);
    await page.locator(".attachment-picture img").waitFor();
    await page
      .locator("input[type=file]")
      .setInputFiles([
        chosen("front.png", "image/png", photo),
        chosen(`${"a-very-long-name-".repeat(8)}.pdf`, "application/pdf", PDF),
        chosen("empty.png", "image/png", Buffer.alloc(0)),
      ]);
    await areReady(page, 2);
    await takePicture(page, `files-${name}`);
    expect(await findBarriers(page)).toEqual([]);
  },
);
