/** A team and a buyer who share no language, in a Telegram group: each reads their own, and nothing goes out that nobody has seen. */
import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { LanguageModel } from "../../src/contracts/language-model.ts";
import type { FakePerson } from "../fakes/telegram/group/fake-group.ts";
import { createTranslatingModel } from "../support/translating-model.ts";
import { until } from "../support/until.ts";
import { GROUP_ID, openStaffRig, type StaffRig } from "./staff-rig.ts";

const ASKS = "Quiero hablar con una persona, por favor";
const model = createTranslatingModel();
let rig: StaffRig;
let ana: FakePerson;
let bo: FakePerson;

beforeAll(async () => {
  rig = await openStaffRig("en", undefined, model);
  ana = await rig.linked(await rig.addAgent("Ana"), 501);
  bo = await rig.linked(await rig.addAgent("Bo"), 502);
  model.knows(ASKS, "I would like to talk to a person, please");
});
afterAll(() => rig.close());

const posts = (topic: number) => rig.group.shown(topic).filter(({ from }) => from === "bot");
const beneath = (topic: number, said: number) => posts(topic).filter(({ replyTo }) => replyTo === said);
const heard = (buyerId: number) =>
  rig.fake
    .buyer(buyerId)
    .shown()
    .map(({ text }) => text);
/** The one post beneath a message, once it says so. */
const answer = (topic: number, said: number, text: string | RegExp) =>
  until(`an answer beneath ${said}`, () => {
    const [post, ...more] = beneath(topic, said);
    expect(more).toEqual([]);
    return post && new RegExp(text).test(post.text) ? post : null;
  });

test("a buyer's words stand there at once, their translation is edited in; a reply arrives in the buyer's language, shown beneath", async () => {
  const { ticket, topic } = await rig.openCase(1001, ASKS);
  await rig.shows(topic, "I would like to talk to a person, please");
  expect(posts(topic)[0]?.text).toContain("it goes out in Spanish");
  model.knows("roto", "The lamp HL-2048 came broken");
  const release = model.waits();
  rig.fake.buyer(1001).says("La lámpara HL-2048 llegó roto en pedazos");
  await rig.shows(topic, "llegó roto");
  const original = posts(topic).at(-1);
  expect([original?.isEdited, original?.text]).toEqual([false, expect.not.stringContaining("broken")]);
  release();
  await rig.shows(topic, "The lamp HL-2048 came broken");
  expect(original?.text).toMatch(/llegó roto en pedazos\n🌐 English\nThe lamp HL-2048 came broken/);
  expect(posts(topic).filter(({ text }) => text.includes("came broken"))).toHaveLength(1);

  model.knows("I will send", "Mañana le envío otra lámpara.");
  const said = ana.says("I will send you another lamp tomorrow.", topic);
  await rig.buyerGets(1001, "Mañana le envío otra lámpara.");
  const shown = await answer(topic, said, "Mañana");
  expect(shown.text).toBe("🌐 Spanish\nMañana le envío otra lámpara.");
  const { shopId } = rig.program.shop;
  const timeline = await rig.ports.conversations.timeline(shopId, ticket.conversationId, { limit: 50 });
  const ids = timeline.map(({ messageId }) => messageId);
  const own = await rig.ports.translations.ownWords(shopId, ids);
  expect([...own.values()]).toEqual([{ language: "en", text: "I will send you another lamp tomorrow." }]);

  const asked = model.asked();
  ana.says("== See you tomorrow, and thank you for waiting.", topic);
  await rig.buyerGets(1001, "See you tomorrow, and thank you for waiting.");
  ana.says("Muchas gracias por la espera, hasta mañana.", topic);
  await rig.buyerGets(1001, "Muchas gracias por la espera, hasta mañana.");
  expect(model.asked()).toBe(asked);
  // As if its process had died behind the reply: what was sent is not translated or sent anew.
  const left = { kind: "said", externalId: "left", senderKey: "501", senderName: "Ana" } as const;
  const place = { placeKey: String(GROUP_ID), threadKey: String(topic), messageKey: String(said), isNote: false };
  const parts = [{ kind: "text", text: "I will send you another lamp tomorrow." }] as const;
  await rig.ports.staff.keepEvent(shopId, rig.accountId, { ...left, ...place, parts }, -1_000);
  await until("it is dealt with", async () => {
    const [event] = await rig.program.db.database.inShop<{ outcome: string | null }>(
      shopId,
      sql`select outcome from staff_event where shop_id = ${shopId} and external_id = 'left'`,
    );
    return event?.outcome === "replied";
  });
  expect([model.asked(), beneath(topic, said).length]).toEqual([asked, 1]);
  expect(heard(1001).filter((text) => text.includes("otra lámpara"))).toHaveLength(1);
  expect(heard(1001).some((text) => text.includes("==") || text.includes("another lamp"))).toBe(false);
});

test("what cannot be translated is not sent: its author tries again, or sends it as they wrote it last, and nobody else does", async () => {
  const { topic } = await rig.openCase(1002, ASKS);
  model.fails(true);
  const first = ana.says("The parcel is on its way to you.", topic);
  const asked = await answer(topic, first, "Not sent: the buyer reads Spanish");
  expect(asked.buttons.map(({ label }) => label)).toEqual(["Send as written", "Try again"]);
  bo.presses("Send as written", topic);
  await until("Bo is told", () => rig.fake.journal.some((entry) => JSON.stringify(entry).includes("Only Ana decides")));
  ana.presses("Try again", topic);
  model.fails(false);
  model.knows("on its way", "El paquete va de camino.");
  ana.presses("Try again", topic);
  await rig.buyerGets(1002, "El paquete va de camino.");
  const changed = await answer(topic, first, "El paquete va de camino");
  expect([changed.messageId, changed.buttons]).toEqual([asked.messageId, []]);

  model.fails(true);
  const second = ana.says("It comes with DHL on mondya.", topic);
  await answer(topic, second, "Not sent");
  ana.edits(second, "It comes with DHL on Monday.");
  rig.fake.buyer(1002).says("¿Sigue usted ahí? No entiendo nada");
  await rig.shows(topic, "(could not be translated)");
  ana.presses("Send as written", topic);
  await rig.buyerGets(1002, "It comes with DHL on Monday.");
  await answer(topic, second, "^Sent as written\\.$");
  model.fails(false);
  expect(heard(1002).some((text) => /mondya|parcel is on/.test(text))).toBe(false);
});

test("a translation that loses a number is shown and waits; without a model words go as written, and the thread says so once", async () => {
  const { topic } = await rig.openCase(1003, ASKS);
  model.knows("refund", "Le devolvemos el dinero enseguida.");
  const said = ana.says("We refund 49.90 EUR at once.", topic);
  const asked = await answer(topic, said, "does not keep everything: 49[.]9");
  expect(asked.text).toContain("Le devolvemos el dinero");
  expect(heard(1003).some((text) => text.includes("Le devolvemos"))).toBe(false);
  ana.presses("Send the translation", topic);
  await rig.buyerGets(1003, "Le devolvemos el dinero enseguida.");
  expect((await answer(topic, said, "^🌐 Spanish\\nLe devolvemos")).buttons).toEqual([]);

  (rig.ports as { model: LanguageModel | null }).model = null;
  const bare = ana.says("That is all for today, goodbye.", topic);
  await rig.buyerGets(1003, "That is all for today, goodbye.");
  await answer(topic, bare, "Sent as written. The buyer reads Spanish");
  const next = ana.says("One more word of mine here.", topic);
  await rig.buyerGets(1003, "One more word of mine here.");
  rig.fake.buyer(1003).says("Muchas gracias por todo");
  await rig.shows(topic, "Muchas gracias por todo");
  expect(beneath(topic, next)).toEqual([]);
});
