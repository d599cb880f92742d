/** One incident on a real database: linked, known to the assistant, told once in each language, closed. */
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Agent } from "../../src/contracts/stores.ts";
import { editIncident } from "../../src/flows/desk/edit-incident.ts";
import {
  approveIncident,
  closeIncident,
  declareIncident,
  readIncident,
  workIncidents,
} from "../../src/flows/desk/incidents.ts";
import { workDesk } from "../../src/flows/desk/work-desk.ts";
import { matchesIncident } from "../../src/tickets/match-incident.ts";
import { type Buyer, createBuyer } from "../support/buyer.ts";
import { openStoryRig, type StoryRig } from "../support/story-rig.ts";

let rig: StoryRig;
let merchant: Agent;
beforeAll(async () => {
  rig = await openStoryRig({ runs: false, knowsMuch: false });
  merchant = await rig.addAgent("Omar Haddad", "merchant");
});
afterAll(() => rig.close());

const text = (title: string, answer: string, apology: string, closing: string) => ({ title, answer, apology, closing });
const TEXTS = {
  en: text(
    "Parcels to Indonesia are late",
    "Parcels to Indonesia currently take ten days longer.",
    "We are sorry: your parcel is late. The postage is on us.",
    "Parcels to Indonesia are moving again.",
  ),
  es: text(
    "Retraso en los envíos a Indonesia",
    "Los envíos a Indonesia tardan ahora diez días más.",
    "Lo sentimos: tu paquete llega tarde. El envío corre de nuestra cuenta.",
    "",
  ),
};
const LATE = { texts: TEXTS, categories: [], places: ["ID"], words: [] };

async function waiting(language: "en" | "es" | "id", said: string): Promise<Buyer> {
  const buyer = createBuyer(rig, { locale: language, name: "Ana" });
  await buyer.says(said);
  await rig.work();
  expect(await rig.openTicketOf(buyer.threadKey)).not.toBeNull();
  return buyer;
}
const heardBy = async (buyer: Buyer): Promise<readonly string[]> => {
  const conversationId = await rig.conversationOf(buyer.threadKey);
  const messages = await rig.ports.conversations.timeline(rig.program.shop.shopId, conversationId, { limit: 50 });
  return messages.filter(({ speaker }) => speaker === "notice").map((message) => message.text);
};
const work = () => workDesk(rig.program.shop.shopId, rig.ports);

describe("what belongs to an incident", () => {
  const match = { categories: [], places: [], words: [] } as const;
  const ticket = { category: "delivery", note: "Where is my PARCEL to Jakarta" } as const;
  test("all that is named must hold, one of each list is enough", () => {
    const here = new Set(["ID"]);
    expect(matchesIncident(ticket, here, { ...match, places: ["MY", "ID"] })).toBe(true);
    expect(matchesIncident(ticket, here, { ...match, places: ["ID"], categories: ["refund"] })).toBe(false);
    expect(matchesIncident(ticket, here, { ...match, words: ["parcel"], categories: ["delivery"] })).toBe(true);
    expect(matchesIncident(ticket, new Set(), { ...match, places: ["ID"] })).toBe(false);
  });
});

describe("an incident", () => {
  test("from the first word to the last", async () => {
    const ana = await waiting("en", "A person please, my parcel to Indonesia does not move");
    const luis = await waiting("es", "Quiero una persona, mi paquete a Indonesia no llega");
    const other = await waiting("en", "A person please, my parcel to Mexico does not move");

    const declared = await declareIncident(merchant, LATE, rig.ports);
    expect(declared.affected.map(({ language }) => language)).toEqual(["en", "es"]);
    expect(declared.missing).toEqual([]);
    const { incidentId, articleKey } = declared.incident;

    // Nobody is told before somebody approves.
    await work();
    expect((await heardBy(ana)).join()).not.toContain("We are sorry: your parcel");
    const approved = await approveIncident(merchant, incidentId, rig.ports);
    expect(approved.affected.every(({ openingToldAt }) => openingToldAt !== null)).toBe(true);
    await work();
    await work();
    expect((await heardBy(ana)).filter((each) => each === TEXTS.en.apology)).toHaveLength(1);
    expect((await heardBy(luis)).filter((each) => each === TEXTS.es.apology)).toHaveLength(1);
    expect((await heardBy(other)).join()).not.toContain("late");

    // Who comes later is linked and told by the desk; a language nobody wrote reads the shop's.
    const budi = await waiting("id", "Saya mau bicara dengan orang, paket saya ke Indonesia belum sampai");
    await work();
    expect(await heardBy(budi)).toContain(TEXTS.en.apology);
    expect((await readIncident(merchant, incidentId, rig.ports)).missing).toEqual(["id"]);

    // The assistant knows.
    const live = await rig.ports.knowledgeBase.live(rig.program.shop.shopId, articleKey);
    expect(Object.fromEntries(live.map(({ language, body }) => [language, body]))).toEqual({
      en: TEXTS.en.answer,
      es: TEXTS.es.answer,
    });

    await closeIncident(merchant, incidentId, rig.ports);
    await work();
    expect((await heardBy(ana)).filter((each) => each === TEXTS.en.closing)).toHaveLength(1);
    // Nothing was written for the end in Spanish: nothing is said.
    expect(await heardBy(luis)).not.toContain("");
    expect(await rig.ports.knowledgeBase.live(rig.program.shop.shopId, articleKey)).toEqual([]);
    const { affected } = await readIncident(merchant, incidentId, rig.ports);
    expect(affected.every(({ closingToldAt }) => closingToldAt !== null)).toBe(true);
  });

  test("several who tell at once tell nobody twice, and none of them fails", async () => {
    const ana = await waiting("en", "A person please, my parcel to Indonesia is lost again");
    const { incident } = await declareIncident(merchant, LATE, rig.ports);
    await Promise.all([approveIncident(merchant, incident.incidentId, rig.ports), work(), work(), work()]);
    await work();
    expect((await heardBy(ana)).filter((each) => each === TEXTS.en.apology)).toHaveLength(1);
    await closeIncident(merchant, incident.incidentId, rig.ports);
  });

  test("words that are changed reach whoever has not been told, and the assistant at once; who was told keeps theirs", async () => {
    const { shopId } = rig.program.shop;
    const ana = await waiting("en", "A person please, my parcel to Indonesia is stuck in Jakarta");
    const { incident } = await declareIncident(merchant, LATE, rig.ports);
    const { incidentId, articleKey } = incident;
    const edit = (texts: typeof TEXTS, basedOn: number) =>
      editIncident(merchant, incidentId, { texts, basedOn }, rig.ports);
    const refund = { ...TEXTS, en: { ...TEXTS.en, apology: "We are sorry: we refund half of the postage." } };
    const first = await edit(refund, 1);
    expect(first).toMatchObject({ kind: "saved", page: { writer: merchant.name, incident: { textsVersion: 2 } } });
    await approveIncident(merchant, incidentId, rig.ports);

    const whole = { en: { ...refund.en, answer: "Fifteen days longer.", apology: "We refund all of it." } };
    const indonesian = text("Paket terlambat", "Lima belas hari.", "Mohon maaf, ongkir kami kembalikan.", "");
    expect((await edit({ ...whole, id: indonesian } as never, 2)).page.missing).not.toContain("id");
    const budi = await waiting("id", "Saya mau bicara dengan orang, paket saya ke Indonesia hilang");
    const bea = await waiting("en", "A person please, my parcel to Indonesia is nowhere");
    await work();
    expect((await heardBy(ana)).filter((each) => each.startsWith("We "))).toEqual([refund.en.apology]);
    expect(await heardBy(bea)).toContain("We refund all of it.");
    expect(await heardBy(budi)).toContain(indonesian.apology);

    // Spanish was left out: it is said no more.
    const live = await rig.ports.knowledgeBase.live(shopId, articleKey);
    expect(Object.fromEntries(live.map(({ language, body }) => [language, body]))).toEqual({
      en: "Fifteen days longer.",
      id: "Lima belas hari.",
    });
    const rows = await rig.program.db.database.inShop<{ detail: object }>(
      shopId,
      sql`select detail from audit where action = 'incident-texts-changed' order by audit_id`,
    );
    expect(rows.map(({ detail }) => detail)).toEqual([
      { incident: incidentId, version: 2, languages: "en,es", withdrawn: "" },
      { incident: incidentId, version: 3, languages: "en,id", withdrawn: "es" },
    ]);
    await closeIncident(merchant, incidentId, rig.ports);
    await expect(edit(refund, 3)).rejects.toMatchObject({ code: "TRANSITION_FORBIDDEN" });
  });

  test("of two who change the texts at once one is told what the other wrote, and nothing is written over", async () => {
    const { incident } = await declareIncident(merchant, LATE, rig.ports);
    const { incidentId } = incident;
    const worded = (apology: string) => ({ texts: { en: { ...TEXTS.en, apology } }, basedOn: 1 });
    const both = await Promise.all(
      ["One.", "Other."].map((apology) => editIncident(merchant, incidentId, worded(apology), rig.ports)),
    );
    expect(both.map(({ kind }) => kind).toSorted()).toEqual(["overtaken", "saved"]);
    const [saved, overtaken] = both.toSorted((one) => (one.kind === "saved" ? -1 : 1));
    expect(overtaken?.page.incident.texts).toEqual(saved?.page.incident.texts);
    expect((await readIncident(merchant, incidentId, rig.ports)).incident.textsVersion).toBe(2);
    await closeIncident(merchant, incidentId, rig.ports);
  });

  test("who is about to be told words that were just changed is told the new ones", async () => {
    const { shopId } = rig.program.shop;
    const ana = await waiting("en", "A person please, Indonesia again, where is my parcel");
    const { incident } = await declareIncident(merchant, LATE, rig.ports);
    const { incidentId } = incident;
    await approveIncident(merchant, incidentId, {
      ...rig.ports,
      incidents: { ...rig.ports.incidents, untold: async () => [] },
    });
    // What a slow worker has read before the change, and tells after it.
    const stale = await rig.ports.incidents.untold(shopId, 10);
    expect(stale.length).toBeGreaterThan(0);
    const texts = { en: { ...TEXTS.en, apology: "The newer words." } };
    await editIncident(merchant, incidentId, { texts, basedOn: 1 }, rig.ports);
    await workIncidents(shopId, { ...rig.ports, incidents: { ...rig.ports.incidents, untold: async () => stale } });
    expect((await heardBy(ana)).join()).not.toContain("sorry: your parcel is late");
    await work();
    expect(await heardBy(ana)).toContain("The newer words.");
    await closeIncident(merchant, incidentId, rig.ports);
  });

  test("a case that is sorted anew is looked at again, one that was looked at is not", async () => {
    const { shopId } = rig.program.shop;
    const ana = await waiting("en", "A person please, something is wrong");
    const ticket = await rig.openTicketOf(ana.threadKey);
    if (!ticket) throw new Error("no ticket");
    const inShop = (statement: ReturnType<typeof sql>) =>
      rig.program.db.database.withShop(shopId, async (trx) => void (await statement.execute(trx)));
    await inShop(sql`update ticket set sorted_at = now() - interval '5 minutes'`);
    const { incident } = await declareIncident(merchant, { ...LATE, places: [], categories: ["payment"] }, rig.ports);
    expect((await readIncident(merchant, incident.incidentId, rig.ports)).affected).toEqual([]);
    expect(await rig.ports.incidents.candidates(shopId, incident.incidentId)).toBeNull();
    const audit = { actor: { kind: "system" }, action: "test", detail: {} } as const;
    await rig.ports.desk.edit(shopId, ticket.ticketId, { category: "payment" }, { audit });
    await work();
    const { affected } = await readIncident(merchant, incident.incidentId, rig.ports);
    expect(affected.map(({ ticketId }) => ticketId)).toEqual([ticket.ticketId]);
    await closeIncident(merchant, incident.incidentId, rig.ports);
  });

  test("only who decides what buyers read declares, approves and closes one", async () => {
    const agent = await rig.addAgent("Mina Park");
    await expect(declareIncident(agent, LATE, rig.ports)).rejects.toMatchObject({ code: "NOT_ALLOWED" });
    const { incident } = await declareIncident(merchant, LATE, rig.ports);
    await expect(approveIncident(agent, incident.incidentId, rig.ports)).rejects.toMatchObject({ code: "NOT_ALLOWED" });
    await expect(closeIncident(agent, incident.incidentId, rig.ports)).rejects.toMatchObject({ code: "NOT_ALLOWED" });
    const edit = { texts: TEXTS, basedOn: 1 };
    await expect(editIncident(agent, incident.incidentId, edit, rig.ports)).rejects.toMatchObject({
      code: "NOT_ALLOWED",
    });
    const stranger = { ...merchant, shopId: rig.program.db.otherShop.shopId };
    await expect(closeIncident(stranger, incident.incidentId, rig.ports)).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(editIncident(stranger, incident.incidentId, edit, rig.ports)).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
    await closeIncident(merchant, incident.incidentId, rig.ports);
    await expect(closeIncident(merchant, incident.incidentId, rig.ports)).rejects.toMatchObject({
      code: "TRANSITION_FORBIDDEN",
    });
  });

  test.each([
    ["nobody it concerns", { ...LATE, places: [] }],
    ["nothing to say", { ...LATE, texts: {} }],
    ["no apology", { ...LATE, texts: { en: text("A", "B", "  ", "") } }],
  ])("%s is refused, and nothing is left of it", async (_name, wanted) => {
    const before = await rig.ports.incidents.list(rig.program.shop.shopId);
    await expect(declareIncident(merchant, wanted, rig.ports)).rejects.toMatchObject({ code: "REQUEST_INVALID" });
    expect(await rig.ports.incidents.list(rig.program.shop.shopId)).toHaveLength(before.length);
    const { rows } = await rig.program.db.database.withShop(rig.program.shop.shopId, (trx) =>
      sql`select 1 from incident_ticket i join incident n using (shop_id, incident_id) where n.status = 'open'`.execute(
        trx,
      ),
    );
    expect(rows).toEqual([]);
  });
});
