/** What goes wrong around a team's group: crashes, limits, deleted topics, lost rights, wrong codes. */
import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { StaffDesk, StaffEvent } from "../../src/contracts/staff-desk.ts";
import { unlinkDesk } from "../../src/flows/staff/edit-links.ts";
import { until } from "../support/until.ts";
import { GROUP_ID, openStaffRig, type StaffRig } from "./staff-rig.ts";

let rig: StaffRig;
beforeAll(async () => {
  rig = await openStaffRig();
});
afterAll(() => rig.close());

const shopId = () => rig.program.shop.shopId;
const inShop = <Row = unknown>(query: ReturnType<typeof sql<Row>>) =>
  rig.program.db.database.inShop<Row>(shopId(), query);
const texts = (topic: number) => rig.group.shown(topic).map(({ text }) => text);

async function theDesk(): Promise<StaffDesk> {
  const [desk] = await rig.ports.staff.desks(shopId());
  if (!desk) throw new Error("no desk");
  return desk;
}

test("a process that dies between sending and writing down leaves one double at most, and it is marked", async () => {
  const { topic } = await rig.openCase(2001);
  await rig.stopDesks();
  const messages = () => texts(topic).filter((text) => text.includes("Are you there?"));
  rig.fake.buyer(2001).says("Are you there?");
  await until("it to be stored", async () => {
    const rows = await inShop(sql`select 1 from message where text = 'Are you there?'`);
    return rows.length > 0;
  });
  // Queued by one look, sent, and then the process is gone: nothing is settled.
  rig.fake.faults.add({ method: "sendMessage", cutAfterAccept: true, contains: "Are you there?", times: 2 });
  rig.startDesks();
  await until("the mark", () => messages().some((text) => text.includes("may appear twice")));
  await until("nothing is open", async () => {
    const open = await inShop(sql`select 1 from staff_post where state in ('queued', 'sending')`);
    return open.length === 0;
  });
  expect(messages()).toHaveLength(2);
  expect(messages().filter((text) => text.includes("may appear twice"))).toHaveLength(1);
  const unknown = await inShop<{ body: unknown }>(sql`select body from staff_post where state = 'unknown'`);
  expect(unknown).toEqual([{ body: {} }]);

  // The same with the process gone: claimed and sent, and never written down.
  await rig.stopDesks();
  const desk = await theDesk();
  const thread = await rig.ports.staff.threadByKey(shopId(), desk.deskId, String(topic));
  if (!thread) throw new Error("no thread");
  const words = { heading: null, text: "Half done" };
  await rig.ports.staff.addHint(shopId(), thread.threadId, {
    cause: "hint:1",
    kind: "hint",
    blocks: [words],
    files: [],
  });
  const limits = { leaseMs: 0, maxTextLength: 4_000, maxPostsPerMinute: 6_000, hasSendKey: false };
  const batch = await rig.ports.staff.claimBatch(shopId(), desk, limits);
  if (!batch) throw new Error("nothing to send");
  const post = { postId: batch.batchId, placeKey: desk.placeKey, threadKey: String(topic), isMaybeDuplicate: false };
  const signal = AbortSignal.timeout(5_000);
  await rig.adapter.staff?.post({ ...post, blocks: [words], buttons: [], files: [] }, signal);
  rig.startDesks();
  await until("it to be told again", () => texts(topic).filter((text) => text.includes("Half done")).length === 2);
  // Whoever comes back from the dead with its outcome is not believed.
  await rig.ports.staff.settleBatch(shopId(), batch, { kind: "delivered", externalKey: "1" });
  await until(
    "nothing is open",
    async () => (await inShop(sql`select 1 from staff_post where state in ('queued', 'sending')`)).length === 0,
  );
  expect(texts(topic).filter((text) => text.includes("Half done") && text.includes("may appear twice"))).toHaveLength(
    1,
  );
});

test("what was kept and not done is done after a crash, once", async () => {
  const ida = await rig.addAgent("Ida");
  await rig.linked(ida, 701);
  const { topic } = await rig.openCase(2002);
  const event: StaffEvent = {
    kind: "said",
    externalId: "update:1",
    senderKey: "701",
    senderName: "Ida",
    placeKey: String(GROUP_ID),
    threadKey: String(topic),
    parts: [{ kind: "text", text: "Out of the ashes" }],
    isNote: false,
    messageKey: "99999",
  };
  // Kept, and its process died at once.
  expect(await rig.ports.staff.keepEvent(shopId(), rig.accountId, event, 0)).toBe(true);
  await rig.buyerGets(2002, "Out of the ashes");
  const settled = () =>
    inShop<{ event: unknown }>(
      sql`select event from staff_event where external_id = 'update:1' and settled_at is not null`,
    );
  await until("it to be settled", async () => (await settled()).length === 1);
  expect(await settled()).toEqual([{ event: {} }]);
  // Redelivered, or taken up once more behind the reply that is queued already.
  expect(await rig.ports.staff.keepEvent(shopId(), rig.accountId, event, 0)).toBe(false);
  await inShop(
    sql`update staff_event set settled_at = null, event = ${JSON.stringify(event)}, lease_until = now() where external_id = 'update:1'`,
  );
  await until("it to be settled again", async () => (await settled()).length === 1);
  const got = rig.fake
    .buyer(2002)
    .shown()
    .filter(({ text }) => text.includes("Out of the ashes"));
  expect(got).toHaveLength(1);
});

test("a topic that is deleted by hand is made anew once, with its card; deleted again it stays away", async () => {
  const { ticket, topic } = await rig.openCase(2003);
  rig.group.deletesTopic(topic);
  rig.fake.buyer(2003).says("Hello again");
  const anew = await until("another topic", () =>
    rig.group
      .topics()
      .find(({ id, name, isDeleted }) => id !== topic && !isDeleted && name.includes(`#${ticket.number} `)),
  );
  await rig.shows(anew.id, "Hello again");
  expect(texts(anew.id)[0]).toContain(`Ticket #${ticket.number}`);
  rig.group.deletesTopic(anew.id);
  rig.fake.buyer(2003).says("Once more");
  await until("it to be given up", async () => {
    const rows = await inShop(sql`select 1 from staff_thread where ticket_id = ${ticket.ticketId} and not is_live`);
    return rows.length === 1;
  });
  const living = rig.group.topics().filter(({ name, isDeleted }) => !isDeleted && name.includes(`#${ticket.number} `));
  expect(living).toEqual([]);
});

test("a limit of the platform is waited out, and what waits is put together", async () => {
  const { topic } = await rig.openCase(2004);
  await rig.stopDesks();
  for (let count = 1; count <= 12; count += 1) rig.fake.buyer(2004).says(`Line ${count}.`);
  await until("them to be stored", async () => {
    const rows = await inShop(sql`select 1 from message where text like 'Line %'`);
    return rows.length === 12;
  });
  rig.fake.faults.add({ method: "sendMessage", code: 429, retryAfter: 1, chatId: GROUP_ID });
  rig.startDesks();
  await rig.shows(topic, "Line 12.");
  const posts = texts(topic).filter((text) => text.includes("Line "));
  expect(posts).toHaveLength(1);
  const [lines = ""] = posts;
  expect([...lines.matchAll(/Line (\d+)/g)].map((match) => Number(match[1]))).toEqual(
    Array.from({ length: 12 }, (_, at) => at + 1),
  );
});

test("without rights the desk is broken and says so; with them again it goes on where it was", async () => {
  const { topic } = await rig.openCase(2005);
  rig.group.demotesBot();
  await until("the fault", async () => (await theDesk()).fault === "no-rights");
  rig.group.promotesBot();
  await until("the end of it", async () => (await theDesk()).fault === null);
  rig.fake.buyer(2005).says("Still here");
  await rig.shows(topic, "Still here");
});

test("codes are used once, tried five times an hour, and made a desk by administrators alone", async () => {
  const mallory = rig.group.person(800, "Mallory");
  for (let tries = 1; tries <= 5; tries += 1) mallory.says(`/desk WRONG${tries}`, null);
  await until("five wrong codes", async () => (await rig.ports.staff.wrongCodes(shopId(), rig.accountId, "800")) === 5);
  mallory.says("/desk WRONG6", null);
  await rig.shows(null, "Too many wrong codes.");
  const stored = await inShop<{ event: unknown }>(sql`select event from staff_event where sender_key = '800'`);
  expect(JSON.stringify(stored)).not.toContain("WRONG");
});

test("a group that becomes another one is followed, and an unlinked one hears and says nothing more", async () => {
  const { topic } = await rig.openCase(2006);
  rig.group.moves(GROUP_ID - 1);
  rig.fake.buyer(2006).says("After the move");
  await rig.shows(topic, "After the move");
  expect((await theDesk()).placeKey).toBe(String(GROUP_ID - 1));
  const owner = await rig.addAgent("Otto", "owner");
  const joe = await rig.linked(await rig.addAgent("Joe"), 702);
  await unlinkDesk(owner, (await theDesk()).deskId, { ...rig.ports });
  joe.says("Nobody hears this", topic);
  rig.fake.buyer(2006).says("Nor is this told");
  await until("it to be stored", async () => {
    const rows = await inShop(sql`select 1 from message where text = 'Nor is this told'`);
    return rows.length === 1;
  });
  await until("Joe's words to be taken", () => rig.fake.unconfirmed() === 0);
  expect(texts(topic).some((text) => text.includes("Nor is this"))).toBe(false);
  expect(
    rig.fake
      .buyer(2006)
      .shown()
      .some(({ text }) => text.includes("Nobody hears")),
  ).toBe(false);
});
