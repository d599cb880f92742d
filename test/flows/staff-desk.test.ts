/** A team that works in a Telegram group: every case has its topic, and what is written there reaches the buyer. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { until } from "../support/until.ts";
import { openStaffRig, type StaffRig } from "./staff-rig.ts";

let rig: StaffRig;
beforeAll(async () => {
  rig = await openStaffRig();
});
afterAll(() => rig.close());

test("a case gets a topic with a card; a reply there takes it and reaches the buyer, a note never does", async () => {
  const ana = await rig.linked(await rig.addAgent("Ana Pérez"), 501);
  const { ticket, topic } = await rig.openCase(1001);
  const [card] = rig.group.shown(topic);
  expect(card?.text).toContain("Buyer 1001 writes English");
  expect(card?.text).toContain("Why a person: Asked for a person");
  expect(card?.text).toContain(`https://shop.example/console/open/${ticket.ticketId}`);
  expect(card?.buttons.map(({ data }) => data)).toEqual([
    "c:take",
    "c:resolve",
    "c:note",
    "c:macro",
    "c:priority",
    "c:return",
  ]);
  await rig.shows(topic, "I want to talk to a human");

  const said = ana.says("Hello, your parcel leaves today.", topic);
  await rig.buyerGets(1001, "Hello, your parcel leaves today.");
  expect(await rig.ticket(ticket.number)).toMatchObject({ status: "held" });
  await rig.shows(topic, "Ana Pérez has the case.");
  await until("the receipt", () =>
    rig.group.shown(topic).some((each) => each.messageId === said && each.reaction === "👍"),
  );

  rig.fake.buyer(1001).says("Thank you so much!");
  await rig.shows(topic, "Thank you so much!");

  const noted = ana.says("// looks like the carrier lost it", topic);
  await until(
    "the note",
    async () => (await rig.ports.desk.notesOf(rig.program.shop.shopId, ticket.ticketId)).length === 1,
  );
  await until("its mark", () =>
    rig.group.shown(topic).some((each) => each.messageId === noted && each.reaction === "✍"),
  );
  expect(
    rig.fake
      .buyer(1001)
      .shown()
      .some(({ text }) => text.includes("carrier lost")),
  ).toBe(false);
  // What was written in the topic is not posted there a second time.
  const own = rig.group.shown(topic).filter(({ text }) => text.includes("your parcel leaves today"));
  expect(own).toHaveLength(1);

  ana.presses("Resolve", topic);
  await until("resolved", async () => (await rig.ticket(ticket.number)).status === "resolved");
  await rig.shows(topic, "Resolved by Ana Pérez.");
  await until("the topic to close", () =>
    rig.group.topics().some(({ id, isOpen, name }) => id === topic && !isOpen && name.startsWith("✅")),
  );
});
