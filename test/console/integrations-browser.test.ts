/** Keys and webhooks in a real browser: made, shown once, used, revoked; an endpoint told, failing, sent again. */
import type { BrowserContextOptions, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import { createWebhookSender } from "../../src/flows/integrations/send-webhooks.ts";
import { createWebhookPost } from "../../src/ops/web/create-webhook-post.ts";
import { signWebhook } from "../../src/ops/web/sign-webhook.ts";
import { startTarget, type Target } from "../api/api-rig.ts";
import { type ConsoleBrowser, findBarriers, LOOKS, openConsoleBrowser, takePicture } from "./console-browser.ts";
import type { ConsoleRig } from "./console-rig.ts";

/** Others may share the two cores; what is waited for is a condition, this is only the end. */
vi.setConfig({ testTimeout: 90_000 });

let rig: ConsoleRig;
let desk: ConsoleBrowser;
let target: Target;

beforeAll(async () => {
  target = await startTarget();
  desk = await openConsoleBrowser({ webhookHosts: [target.host] });
  ({ rig } = desk);
  await rig.addAgent(rig.db.shop.shopId, "Olga", "owner");
  await rig.addAgent(rig.db.shop.shopId, "Mina", "agent");
});
afterAll(async () => {
  await desk?.close();
  await target.close();
});
afterEach(() => desk.settle());

const open = (path = "integrations", name = "olga", options: BrowserContextOptions = {}): Promise<Page> =>
  desk.openAs(name, path, ".knowledge-main h1", options);
const press = (page: Page, name: string) => page.getByRole("button", { name, exact: true }).click();

async function send(): Promise<void> {
  const sender = createWebhookSender(rig.ports, {
    post: createWebhookPost({ allowed: [target.host] }),
    random: () => 0,
    signal: new AbortController().signal,
    sign: (due, secrets) => signWebhook(due, secrets, rig.ports.clock.now()),
  });
  await sender.takeDue(rig.db.shop.shopId);
  await sender.idle();
}

test("an owner makes a key, sees it once, a program uses it, and revoked it is worth nothing", async () => {
  const page = await open();
  await page.getByText("No program has a key yet").waitFor();
  await press(page, "New key");
  await page.getByLabel("What is it for?").fill("Stock program");
  await page.getByLabel("Read contacts").check();
  await press(page, "Make the key");
  const key = await page.getByLabel(/^This is the key/u).inputValue();
  const call = () => fetch(`${rig.origin}/api/v1/contacts`, { headers: { authorization: `Bearer ${key}` } });
  expect((await call()).status).toBe(200);
  await takePicture(page, "integrations-key");
  await press(page, "I have kept it");
  await page.reload();
  await page.getByText("Stock program").waitFor();
  expect(await page.content()).not.toContain(key.slice(-20));
  await page.getByText("last used").waitFor();
  await press(page, "Revoke Stock program");
  await page.getByRole("alertdialog").getByRole("button", { name: "Revoke" }).click();
  await page.getByText("Revoked", { exact: true }).waitFor();
  expect((await call()).status).toBe(401);
});

test("an endpoint is added, tested, seen to fail with what it answered, and sent to again", async () => {
  const page = await open();
  await press(page, "New webhook");
  await page.getByLabel("Address").fill("http://192.168.1.1/");
  await press(page, "Add");
  await page.getByText(/This address cannot be used/u).waitFor();
  await page.getByLabel("Address").fill(target.url);
  await press(page, "Add");
  expect(await page.getByLabel(/^This is the secret/u).inputValue()).toMatch(/^whsec_/u);
  await press(page, "I have kept it");
  await page.getByRole("link", { name: target.url }).click();
  target.answer = (response) => void response.writeHead(503).end();
  await press(page, "Send a test");
  await page.getByText("Waits", { exact: true }).waitFor();
  await send();
  await press(page, "Refresh");
  await page.getByText(/1 try · answered 503/u).waitFor();
  await takePicture(page, "integrations-deliveries");
  target.answer = (response) => void response.writeHead(200).end();
  await press(page, "Send webhook.test again");
  await page.getByText("It is sent again").first().waitFor();
  await send();
  await press(page, "Refresh");
  await page.getByText("Arrived", { exact: true }).waitFor();
  expect(target.told).toHaveLength(2);
});

test("who may not manage them is told so, and the page asks the server for nothing", async () => {
  const page = await open("integrations", "mina");
  await page.getByText(/managed by owners and merchants/u).waitFor();
  expect(await page.getByRole("button", { name: "New key" }).count()).toBe(0);
});

test.each(LOOKS)("the page has no barrier: $name", async ({ name, ...look }) => {
  const page = await open("integrations", "olga", look);
  await page.locator(".integration-row").first().waitFor();
  await page.locator(".integrations-head .button-accent").first().click();
  await page.locator(".integration-form").waitFor();
  await takePicture(page, `integrations-${name}`);
  expect(await findBarriers(page)).toEqual([]);
  await page.locator(".macro-link").first().click();
  await page.locator("#endpoint-title").waitFor();
  await takePicture(page, `integrations-one-${name}`);
  expect(await findBarriers(page)).toEqual([]);
});
