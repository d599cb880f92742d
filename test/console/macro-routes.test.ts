/** Macros over the console's API: shipped and own, filled in for a ticket, counted, and refused where they are wrong. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { FilledForTicket, Macro, ShelvedMacro } from "../../src/contracts/macro.ts";
import { type ConsoleClient, errorCode, signInNew } from "./console-client.ts";
import { type ConsoleRig, type OpenedStory, openConsoleRig } from "./console-rig.ts";

let rig: ConsoleRig;
let mina: ConsoleClient;
let viewer: ConsoleClient;
let foreigner: ConsoleClient;
let story: OpenedStory;
beforeAll(async () => {
  rig = await openConsoleRig();
  mina = await signInNew(rig, "Mina Park");
  viewer = await signInNew(rig, "Vera", "viewer");
  foreigner = await signInNew(rig, "Foreign", "agent", rig.db.otherShop);
  story = await rig.openStory({ name: "Lucía", language: "es", words: ["¿Cuánto tarda?", "Quiero una persona"] });
});
afterAll(() => rig.close());

const list = async (client = mina) => ((await client.call("GET", "/macros")).body as { macros: Macro[] }).macros;
const fill = async (macroKey: string, client = mina) =>
  client.call("GET", `/tickets/${story.ticketId}/macros/${macroKey}`);
const write = (macroKey: string, body: unknown, client = mina) => client.call("POST", `/macros/${macroKey}`, { body });

describe("macros", () => {
  test("twelve ship with the program, filled in for the ticket in the buyer's language", async () => {
    const macros = await list();
    expect(macros).toHaveLength(12);
    expect(macros.every(({ isShipped, texts }) => isShipped && Object.keys(texts).length === 15)).toBe(true);
    const { body } = await fill("received");
    const { text, language, missing } = body as FilledForTicket;
    expect(language).toBe("es");
    expect(text).toMatch(/tu número de caso es \d+\.$/u);
    expect(missing).toEqual([]);
  });

  test("the shop's own falls back to a language it is written in, and says what is missing", async () => {
    await write("own", { names: { en: "Own" }, texts: { en: "Hi {buyer}, {agent} of {shop}: order {order}." } });
    const { body } = await fill("own");
    expect(body).toMatchObject({ language: "en", missing: ["order"] });
    expect((body as FilledForTicket).text).toMatch(/^Hi Lucía, Mina of .+: order \{order\}\.$/u);
    const reply = { text: (body as FilledForTicket).text, draftKey: "draft-0001" };
    const refused = await mina.call("POST", `/tickets/${story.ticketId}/reply`, { body: reply });
    expect([refused.status, errorCode(refused)]).toEqual([400, "REQUEST_INVALID"]);
  });

  test("an unknown value, an empty text and a strange key are refused with what to do", async () => {
    const slip = await write("slip", { names: {}, texts: { en: "Hi {byuer}" } });
    expect([slip.status, errorCode(slip)]).toEqual([400, "REQUEST_INVALID"]);
    expect(JSON.stringify(slip.body)).toContain("{byuer}");
    expect((await write("empty", { names: {}, texts: { en: "  " } })).status).toBe(400);
    expect((await write("Ä", { names: {}, texts: { en: "x" } })).status).toBe(404);
    expect((await write("x", { names: {}, texts: { xx: "x" } })).status).toBe(400);
    expect((await list()).map(({ macroKey }) => macroKey)).not.toContain("slip");
  });

  test("used, it is counted, tags the ticket and moves up the list", async () => {
    await write("tagging", {
      names: { en: "T" },
      texts: { en: "Done." },
      actions: { tags: ["vip"], category: "refund" },
    });
    for (const macroKey of ["tagging", "delay", "tagging"]) {
      expect((await mina.call("POST", `/tickets/${story.ticketId}/macros/${macroKey}/used`)).status).toBe(200);
    }
    const macros = await list();
    expect(macros.slice(0, 2).map(({ macroKey, usedCount }) => [macroKey, usedCount])).toEqual([
      ["tagging", 2],
      ["delay", 1],
    ]);
    // Counting a shipped one does not make it the shop's.
    expect(macros[1]?.isShipped).toBe(true);
    const ticket = await rig.ports.tickets.get(rig.db.shop.shopId, story.ticketId);
    expect(ticket).toMatchObject({ tags: ["vip"], category: "refund" });
  });

  test("a shipped one is rewritten, hidden, and there again", async () => {
    await write("customs", { names: {}, texts: { en: "Ours." } });
    expect((await list()).find(({ macroKey }) => macroKey === "customs")).toMatchObject({ isShipped: false });
    await mina.call("DELETE", "/macros/customs");
    expect((await list()).map(({ macroKey }) => macroKey)).not.toContain("customs");
    expect((await fill("customs")).status).toBe(404);
    await write("customs", { names: {}, texts: { en: "Ours again." } });
    expect((await fill("customs")).body).toMatchObject({ text: "Ours again." });
    await mina.call("DELETE", "/macros/own");
    expect((await list()).map(({ macroKey }) => macroKey)).not.toContain("own");
  });

  test("who writes them sees what is hidden, and has what shipped back with its count", async () => {
    const shelf = async () =>
      ((await mina.call("GET", "/macros?hidden=yes")).body as { macros: ShelvedMacro[] }).macros;
    const photos = async () => (await shelf()).find(({ macroKey }) => macroKey === "photos");
    const shipped = (await photos())?.texts.en;
    await mina.call("POST", `/tickets/${story.ticketId}/macros/photos/used`);
    await write("photos", { names: {}, texts: { en: "Ours." } });
    expect(await photos()).toMatchObject({ isShipped: false, comesWithProgram: true, isHidden: false });
    await mina.call("DELETE", "/macros/photos");
    expect(await photos()).toMatchObject({ isHidden: true, comesWithProgram: true });
    expect((await mina.call("POST", "/macros/photos/restore")).status).toBe(200);
    expect(await photos()).toMatchObject({ isShipped: true, isHidden: false, usedCount: 1, texts: { en: shipped } });
    expect((await mina.call("POST", "/macros/tagging/restore")).status).toBe(404);
    expect((await viewer.call("POST", "/macros/photos/restore")).status).toBe(403);
  });

  test("a viewer reads and changes nothing, another shop sees nothing", async () => {
    expect((await viewer.call("GET", "/macros")).status).toBe(200);
    expect((await write("viewers", { names: {}, texts: { en: "x" } }, viewer)).status).toBe(403);
    expect((await viewer.call("DELETE", "/macros/delay")).status).toBe(403);
    expect((await viewer.call("POST", `/tickets/${story.ticketId}/macros/delay/used`)).status).toBe(403);
    expect((await fill("delay", foreigner)).status).toBe(404);
    expect((await list(foreigner)).map(({ macroKey }) => macroKey)).not.toContain("tagging");
  });
});
