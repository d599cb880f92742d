/** A team that works in a Telegram group: every case has its topic, and what is written there reaches the buyer. */
import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { replyToBuyer } from "../../src/flows/agent-action.ts";
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
  await rig.shows(topic, "Ana Pérez has the ticket.");
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

test("two who press take at once: one has the case, the other is asked whether to take it over", async () => {
  const bo = await rig.linked(await rig.addAgent("Bo"), 502);
  const cy = await rig.linked(await rig.addAgent("Cy"), 503);
  const { ticket, topic } = await rig.openCase(1002);
  bo.presses("Take", topic);
  cy.presses("Take", topic);
  await rig.shows(topic, /has #\d+\. Take it over\?/);
  const { agentId } = await rig.ticket(ticket.number);
  const holder = await rig.ports.agents.get(rig.program.shop.shopId, agentId ?? ("" as never));
  const other = holder?.name === "Bo" ? { person: cy, name: "Cy" } : { person: bo, name: "Bo" };
  await rig.shows(topic, `${holder?.name} has the ticket.`);
  // Words of who does not have it go to nobody, and they are told.
  const said = other.person.says("I would have said this", topic);
  await until("the mark", () =>
    rig.group.shown(topic).some((each) => each.messageId === said && each.reaction === "👎"),
  );
  await rig.buyerGets(other.person.id, `Not sent: ${holder?.name} has this ticket.`);
  other.person.presses("Take it over", topic);
  await rig.shows(topic, `${other.name} has the ticket.`);
  expect(
    rig.fake
      .buyer(1002)
      .shown()
      .some(({ text }) => text.includes("I would have said")),
  ).toBe(false);
});

test("an answer from the console and a press of take at the same moment leave one holder, and both sides see it", async () => {
  const dee = await rig.linked(await rig.addAgent("Dee"), 504);
  const eve = await rig.addAgent("Eve");
  const { ticket, topic } = await rig.openCase(1003);
  dee.presses("Take", topic);
  const sent = await replyToBuyer(eve, ticket.ticketId, { text: "Eve here.", draftKey: "draft-eve" }, rig.ports).catch(
    (error: unknown) => ({ kind: String(error) }),
  );
  await rig.shows(topic, /(Dee|Eve) has the ticket\./);
  const conversation = await rig.ports.conversations.get(rig.program.shop.shopId, ticket.conversationId);
  expect(conversation?.holder.kind).toBe("agent");
  expect((await rig.ticket(ticket.number)).agentId).toBe(
    conversation?.holder.kind === "agent" ? conversation.holder.agentId : null,
  );
  if (sent.kind === "done") await rig.shows(topic, "Eve here.");
});

test("a macro is shown before it goes, a priority is set, the assistant has the case back", async () => {
  const fay = await rig.linked(await rig.addAgent("Fay"), 505);
  const { ticket, topic } = await rig.openCase(1004);
  fay.presses("Priority", topic);
  await rig.shows(topic, "Which priority");
  fay.presses("m:priority:high", topic);
  await rig.shows(topic, "Priority: High");
  expect((await rig.ticket(ticket.number)).priority).toBe("high");
  fay.presses("Macro", topic);
  const list = await until("the list", () => rig.group.shown(topic).find(({ text }) => text.startsWith("Which macro")));
  const [first] = list.buttons;
  fay.presses(first?.data ?? "", topic);
  const preview = await until("the preview", () =>
    rig.group.shown(topic).find(({ text }) => text.startsWith("This goes to")),
  );
  const words = preview.text.split("\n\n").slice(1).join("\n\n");
  expect(
    rig.fake
      .buyer(1004)
      .shown()
      .some(({ text }) => text.includes(words)),
  ).toBe(false);
  fay.presses("Send it", topic);
  await rig.buyerGets(1004, words);
  // It was not typed in the topic, so the topic shows it like any reply.
  await rig.shows(topic, words);
  fay.presses("To the assistant", topic);
  await until("the assistant", async () => {
    const conversation = await rig.ports.conversations.get(rig.program.shop.shopId, ticket.conversationId);
    return conversation?.holder.kind === "assistant";
  });
});

test("a note by its button, an edit after sending, files and words beside the threads: each has its outcome", async () => {
  const gil = await rig.linked(await rig.addAgent("Gil"), 506);
  const { ticket, topic } = await rig.openCase(1005);
  gil.presses("Note", topic);
  const asked = await until("the field", () => rig.group.shown(topic).find((each) => each.asksReply));
  gil.says("ask the depot", topic, asked.messageId);
  const notes = await until("the note", async () => {
    const found = await rig.ports.desk.notesOf(rig.program.shop.shopId, ticket.ticketId);
    return found.length > 0 ? found : null;
  });
  expect(notes.map(({ text }) => text)).toEqual(["ask the depot"]);
  const said = gil.says("First version", topic);
  await rig.buyerGets(1005, "First version");
  gil.edits(said, "Second version");
  await rig.buyerGets(gil.id, "The buyer has the first version already");
  gil.sends({ sticker: { file_id: "st1", file_unique_id: "u", type: "regular", width: 1, height: 1 } }, topic);
  await rig.buyerGets(gil.id, "Nothing was sent: the message has no text.");
  rig.fake.keepFile("doc1", Buffer.from("%PDF-1.4"));
  gil.sends(
    { document: { file_id: "doc1", file_unique_id: "u", file_name: "label.pdf" }, caption: "Your label" },
    topic,
  );
  await rig.buyerGets(1005, "Your label");
  gil.sends({ document: { file_id: "doc2", file_unique_id: "v", file_name: "gone.pdf" }, caption: "And this" }, topic);
  await rig.buyerGets(gil.id, "The file could not be fetched from here");
  gil.says("lunch?", null);
  gil.says("Last words", topic);
  await rig.buyerGets(1005, "Last words");
  const heard = rig.fake
    .buyer(1005)
    .shown()
    .map(({ text }) => text);
  expect(heard.some((text) => /ask the depot|Second version|And this|lunch/.test(text))).toBe(false);
});

test("who is not linked, or may no longer work on cases, reaches no buyer and is told", async () => {
  const hal = await rig.addAgent("Hal");
  const person = await rig.linked(hal, 507);
  const stranger = rig.group.person(600, "Stranger");
  const { topic } = await rig.openCase(1006);
  stranger.says("I am nobody here", topic);
  // Who never wrote to the bot cannot be written to, so it is said beside their words.
  await rig.shows(topic, "Not sent: I do not know who you are.");
  person.says("Still allowed", topic);
  await rig.buyerGets(1006, "Still allowed");
  await rig.program.db.database.inShop(
    hal.shopId,
    sql`update agent set role = 'viewer' where agent_id = ${hal.agentId}`,
  );
  person.says("Not allowed any more", topic);
  await rig.buyerGets(person.id, "Not done: your account in the console may not work on tickets any more.");
  const heard = rig.fake
    .buyer(1006)
    .shown()
    .map(({ text }) => text);
  expect(heard.some((text) => /nobody here|Not allowed/.test(text))).toBe(false);
});

test("a photo of the buyer stands in the topic as a photo", async () => {
  const { topic } = await rig.openCase(1007);
  rig.fake
    .buyer(1007)
    .sends({ photo: [{ file_id: "ph1", file_unique_id: "u", width: 9, height: 9 }], caption: "broken" });
  await rig.shows(topic, "broken");
  await until("the photo", () => rig.group.shown(topic).some(({ file }) => file === "ph1"));
});
