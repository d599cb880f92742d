/** Without a model: what the page is told, macros in the buyer's language; and manners over the API, with who may change them. */
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { MannerListView } from "../../src/contracts/case-languages.ts";
import { LANGUAGES } from "../../src/contracts/language.ts";
import type { FilledForTicket } from "../../src/contracts/macro.ts";
import type { TicketPageView } from "../../src/console/console-api.ts";
import { findManner, sayManner } from "../../src/flows/translation/manners.ts";
import { workTranslations } from "../../src/flows/translation/translate-messages.ts";
import { type ConsoleClient, errorCode, signInEach } from "./console-client.ts";
import { type ConsoleRig, openConsoleRig } from "./console-rig.ts";

let rig: ConsoleRig;
let clients: Awaited<ReturnType<typeof signInEach>>;
beforeAll(async () => {
  rig = await openConsoleRig();
  clients = await signInEach(rig);
});
afterAll(() => rig.close());

const shopId = () => rig.db.shop.shopId;
const list = async (client: ConsoleClient = clients.owner) =>
  (await client.call("GET", "/manners")).body as MannerListView;
const one = async (market: string) => (await list()).manners.find((manner) => manner.market === market);
const WRITTEN = { opening: "remedy", formality: "formal", avoid: ["emoji", "blame"], note: " Offer  a coupon. " };
const put = (market: string, body: unknown = WRITTEN, client: ConsoleClient = clients.owner) =>
  client.call("PUT", `/manners/${market}`, { body });
const restore = (market: string, client: ConsoleClient = clients.owner) =>
  client.call("POST", `/manners/${market}/restore`, { body: {} });

describe("without a model", () => {
  test("the page knows what the buyer reads and that nothing translates; macros are in their language", async () => {
    const words = ["พัสดุของฉันอยู่ที่ไหน", "ขอคุยกับเจ้าหน้าที่ค่ะ"];
    const { ticketId } = await rig.openStory({ name: "Somchai", language: "th", words });
    const { languages } = (await clients.agent.call("GET", `/tickets/${ticketId}`)).body as TicketPageView;
    expect(languages).toMatchObject({
      buyer: "th",
      writes: "en",
      readsBuyer: false,
      hasModel: false,
      isMissing: false,
      translations: {},
      manner: { market: "th", opening: "apology" },
    });
    expect(await workTranslations(shopId(), rig.ports, new AbortController().signal)).toBe(0);
    const asked = await clients.agent.call("POST", `/tickets/${ticketId}/translations`, { body: {} });
    expect(asked.body).toEqual({ wanted: 0 });
    const path = `/tickets/${ticketId}/translations/preview`;
    const shown = await clients.agent.call("POST", path, { body: { text: "We are sorry." } });
    expect(shown.body).toEqual({ kind: "failed", reason: "no-model" });
    const filled = (await clients.agent.call("GET", `/tickets/${ticketId}/macros/received`)).body as FilledForTicket;
    expect(filled.language).toBe("th");
    expect(filled.text).toMatch(/[\u0e00-\u0e7f]{5}/u);
  });
});

describe("manners", () => {
  test("ship for every language, each with its reason in the four languages of the console", async () => {
    const { manners, mayWrite } = await list();
    expect(mayWrite).toBe(true);
    expect(manners.map(({ market }) => market)).toEqual(expect.arrayContaining([...LANGUAGES, "pt-BR", "es-MX"]));
    for (const { isShipped, reasons } of manners) {
      expect(isShipped).toBe(true);
      expect(Object.keys(reasons).sort()).toEqual(["ar", "en", "es", "zh"]);
    }
  });

  test("are written over, read back, restored, and each change is in the audit", async () => {
    expect((await put("ja")).status).toBe(200);
    expect(await one("ja")).toMatchObject({
      opening: "remedy",
      formality: "formal",
      avoid: ["emoji", "blame"],
      note: "Offer a coupon.",
      isShipped: false,
      comesWithProgram: true,
    });
    expect((await restore("ja")).status).toBe(200);
    expect(await one("ja")).toMatchObject({ opening: "apology", note: "", isShipped: true });
    const audit = await rig.db.database.inShop<{ action: string; agent_id: string | null }>(
      shopId(),
      sql`select action, agent_id from audit where action like 'manner-%' order by audit_id`,
    );
    expect(audit.map(({ action }) => action)).toEqual(["manner-saved", "manner-restored"]);
    expect(audit.every(({ agent_id }) => agent_id !== null)).toBe(true);
  });

  test("the narrowest market holds: language and country, then country, then language", async () => {
    const of = async (language: "pt" | "en", localeHint: string | null) =>
      (await findManner(shopId(), { language, localeHint }, rig.ports))?.market;
    expect(await of("pt", "pt-BR")).toBe("pt-BR");
    expect(await of("pt", "pt-AO")).toBe("pt");
    expect(await of("en", null)).toBe("en");
    expect(await of("en", "en-us")).toBe("en-US");
    expect(await of("en", "zh-Hant-SG")).toBe("en");
    await put("SG");
    expect(await of("en", "en-SG")).toBe("SG");
    await restore("SG");
    expect(await one("SG")).toBeUndefined();
  });

  test("a model is told each word of a manner, and what the shop has noted", async () => {
    await put("de");
    const manner = await findManner(shopId(), { language: "de", localeHint: null }, rig.ports);
    const said = manner && sayManner(manner, rig.ports.texts.manners);
    for (const part of [
      /adds none/u,
      /what they get/u,
      /most polite form/u,
      /No emoji/u,
      /at fault/u,
      /Offer a coupon/u,
    ]) {
      expect(said).toMatch(part);
    }
    await restore("de");
  });

  test("only an owner or a merchant changes them, of their own shop, with words that exist", async () => {
    for (const client of [clients.agent, clients.viewer]) {
      expect((await list(client)).mayWrite).toBe(false);
      expect(errorCode(await put("ja", WRITTEN, client))).toBe("NOT_ALLOWED");
      expect(errorCode(await restore("ja", client))).toBe("NOT_ALLOWED");
    }
    await put("ja", WRITTEN, clients.foreigner);
    expect(await one("ja")).toMatchObject({ isShipped: true });
    expect(errorCode(await put("ja", { ...WRITTEN, opening: "shouting" }))).toBe("REQUEST_INVALID");
    expect(errorCode(await put("ja", { ...WRITTEN, note: "x".repeat(301) }))).toBe("REQUEST_INVALID");
    expect(errorCode(await put("japan"))).toBe("NOT_FOUND");
    expect(errorCode(await restore("SE"))).toBe("NOT_FOUND");
  });
});
