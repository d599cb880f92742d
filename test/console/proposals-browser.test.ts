/** Proposals beside the conversation in a real browser: read, confirmed, decided once, seen by everybody at once. */
import type { BrowserContextOptions, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import type { Instant, OrderId } from "../../src/contracts/ids.ts";
import type { NewProposal, Proposal, ProposalId } from "../../src/contracts/proposal.ts";
import {
  type ConsoleBrowser,
  LOOKS,
  expectNoBarrier,
  openConsoleBrowser,
  PHONE,
  takePicture,
} from "./console-browser.ts";
import type { ConsoleRig, OpenedStory } from "./console-rig.ts";

const HOSTILE = '<img src=x onerror="document.title=1"><script>document.title=2</script>';
const HOUR_MS = 3_600_000;

/** Others may share the two cores; what is waited for is a condition, this is only the end. */
vi.setConfig({ testTimeout: 90_000 });

const COUPON = {
  kind: "grant-coupon",
  orderNumber: null,
  amount: null,
  couponCode: "SORRY5",
  rule: "late-order",
} satisfies Partial<NewProposal>;

let rig: ConsoleRig;
let desk: ConsoleBrowser;
let orders = 0;

beforeAll(async () => {
  desk = await openConsoleBrowser();
  ({ rig } = desk);
  await rig.addAgent(rig.db.shop.shopId, "Mina");
  await rig.addAgent(rig.db.shop.shopId, "Jonas");
  await rig.addAgent(rig.db.shop.shopId, "Vera", "viewer");
});
afterAll(() => desk?.close());
afterEach(() => desk.settle());

const openTicket = ({ ticketId }: OpenedStory, name = "mina", options: BrowserContextOptions = {}): Promise<Page> =>
  desk.openAs(name, `waiting/${ticketId}`, ".handover", options);

const openStory = () =>
  rig.openStory({
    name: "Lucía Ortega",
    language: "es",
    words: ["Hola", "Quiero cancelar mi pedido"],
    ticket: { reason: "proposal", note: "cancel-order HL-20480102" },
  });

/** As a turn writes it, told to open consoles as a turn tells it. */
async function propose({ conversationId }: OpenedStory, part: Partial<NewProposal> = {}): Promise<ProposalId> {
  const { shopId } = rig.db.shop;
  const conversation = await rig.ports.conversations.get(shopId, conversationId);
  if (!conversation) throw new Error("no conversation");
  const orderId = rig.ports.ids.next<OrderId>();
  const proposal: NewProposal = {
    proposalId: rig.ports.ids.next<ProposalId>(),
    kind: "cancel-order",
    orderId,
    orderNumber: `HL-2048${(orders += 1)}`,
    amount: { minor: 5190, currency: "EUR" },
    couponId: null,
    couponCode: null,
    detail: null,
    language: "es",
    onceKey: `money:${orderId}`,
    expiresAt: (rig.ports.clock.now() + 72 * HOUR_MS) as Instant,
    rule: null,
    ...part,
  };
  const change = { queue: [], audit: [], propose: proposal };
  const result = await rig.ports.conversations.change(shopId, conversationId, conversation.epoch, change);
  expect(result.kind).toBe("changed");
  rig.ports.live.publish(`console:${shopId}`, { kind: "message-added", conversationId });
  return proposal.proposalId;
}

const stored = async (proposalId: ProposalId): Promise<Proposal | null> =>
  rig.ports.tools.getProposal(rig.db.shop.shopId, proposalId);

const card = (page: Page, words: string) => page.locator(".proposal", { hasText: words });

test("what, how much, for which order, why and until when stand there; approving asks once more and tells the buyer", async () => {
  const story = await openStory();
  await rig.deliver();
  const proposalId = await propose(story, { orderNumber: "HL-20480102" });
  const [page, colleague] = [await openTicket(story), await openTicket(story, "jonas")];
  expect(await page.locator(".handover-wish").innerText()).toBe("Cancel the order HL-20480102");
  const shown = await card(page, "HL-20480102").innerText();
  expect(shown).toMatch(/Cancel the order[\s\S]*€51\.90[\s\S]*The buyer asked for it, confirmed it/);
  expect(shown).toMatch(/Open until/);
  await card(colleague, "HL-20480102").getByRole("button", { name: "Approve" }).waitFor();
  await page.getByRole("button", { name: "Approve" }).click();
  const dialog = page.getByRole("dialog");
  expect(await dialog.innerText()).toMatch(/Cancel the order: HL-20480102[\s\S]*cannot be taken back/);
  await dialog.getByRole("button", { name: "Cancel", exact: true }).click();
  expect((await stored(proposalId))?.state).toBe("open");
  await page.getByRole("button", { name: "Approve" }).click();
  await page.getByLabel(/Reason/).fill("not packed yet");
  await page.getByRole("dialog").getByRole("button", { name: "Approve" }).click();
  await page.locator(".toast", { hasText: "Approved. The buyer is being told." }).waitFor();
  expect(await card(page, "HL-20480102").innerText()).toMatch(/Approved[\s\S]*by you[\s\S]*not packed yet/);
  expect(await page.getByRole("button", { name: "Approve" }).count()).toBe(0);
  // The other desk sees it without doing anything.
  await card(colleague, "by a colleague").waitFor();
  expect(await stored(proposalId)).toMatchObject({ state: "approved", reason: "not packed yet" });
  expect(await rig.deliver()).toEqual(["Solicitud aprobada: el pedido HL-20480102 se cancelará."]);
});

test("one that comes while the ticket is open appears by itself, and what waits stands before what is done", async () => {
  const story = await openStory();
  const page = await openTicket(story);
  expect(await page.locator(".proposals").count()).toBe(0);
  const first = await propose(story, { orderNumber: "HL-1" });
  await card(page, "HL-1").getByRole("button", { name: "Reject" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Reject" }).click();
  await page.locator(".toast", { hasText: "Rejected" }).waitFor();
  expect((await stored(first))?.state).toBe("rejected");
  await propose(story, {
    kind: "change-address",
    orderNumber: "HL-2",
    amount: null,
    detail: `${HOSTILE}\n28004 Madrid`,
  });
  await card(page, "HL-2").waitFor();
  await propose(story, COUPON);
  await card(page, "SORRY5").waitFor();
  const cards = await page.locator(".proposal").allInnerTexts();
  expect(cards.map((words) => /HL-\d|SORRY5/.exec(words)?.[0])).toEqual(["HL-2", "SORRY5", "HL-1"]);
  expect(cards[0]).toContain(HOSTILE);
  expect(cards[1]).toMatch(/The order is late[\s\S]*Approved/);
  expect(await page.title()).toBe("Dragoman console");
});

test("what somebody else decided a moment before is said, and what counts is shown", async () => {
  const story = await openStory();
  const proposalId = await propose(story, { orderNumber: "HL-3" });
  const page = await openTicket(story);
  await card(page, "HL-3").getByRole("button", { name: "Reject" }).click();
  const { agentId } = await rig.addAgent(rig.db.shop.shopId, "Paula");
  // Behind the page's back: nothing is published.
  await rig.ports.tools.decide(rig.db.shop.shopId, proposalId, {
    state: "approved",
    agentId,
    reason: null,
    queue: [],
    audit: { actor: { kind: "agent", agentId }, action: "proposal-approved", detail: {} },
  });
  await page.getByRole("dialog").getByRole("button", { name: "Reject" }).click();
  await page.locator(".toast", { hasText: "Nothing was changed" }).waitFor();
  await card(page, "by a colleague").waitFor();
  expect((await stored(proposalId))?.state).toBe("approved");
});

test("a viewer reads and decides nothing; another ticket's proposals are not shown", async () => {
  const [story, other] = [await openStory(), await openStory()];
  await propose(story, { orderNumber: "HL-4" });
  await propose(other, { orderNumber: "HL-5" });
  const page = await openTicket(story, "vera");
  await card(page, "HL-4").waitFor();
  expect(await page.locator(".proposal").count()).toBe(1);
  expect(await page.locator(".proposal button").count()).toBe(0);
});

const APPROVE: Readonly<Record<string, string>> = { en: "Approve", ar: "موافقة", zh: "批准", es: "Aprobar" };

test.each(LOOKS)("no serious barrier and no sideways scrolling: $name", async ({ name, ...look }) => {
  const story = await openStory();
  await propose(story, { orderNumber: "HL-20480102" });
  await propose(story, {
    kind: "change-address",
    orderNumber: "HL-20480103",
    amount: null,
    detail: "Lucía Ortega\nCalle Mayor 12, 3º B\n28013 Madrid\nEspaña",
  });
  await propose(story, COUPON);
  const page = await openTicket(story, "mina", look);
  if (look.viewport === PHONE.viewport) await page.locator(".conversation-head .button-icon").last().click();
  await card(page, "HL-20480103").waitFor();
  await takePicture(page, `proposals-${name}`);
  await expectNoBarrier(page);
  await card(page, "HL-20480102")
    .getByRole("button", { name: APPROVE[look.locale] ?? "" })
    .click();
  await page.getByRole("dialog").waitFor();
  await takePicture(page, `proposals-${name}-dialog`);
  await expectNoBarrier(page);
});
