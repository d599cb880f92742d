/** What buyers think, as the merchant sees it: shares, reasons in every language, bad scores left alone; and for nobody else. */
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { AgentId, TicketId } from "../../src/contracts/ids.ts";
import type { SatisfactionView, ScoreReason } from "../../src/contracts/satisfaction.ts";
import { groupReasons } from "../../src/flows/review/group-reasons.ts";
import { DEFAULT_DESK_SETTINGS } from "../../src/shared/desk-settings.ts";
import { type ConsoleClient, createConsoleClient, errorCode, signInNew } from "../console/console-client.ts";
import { type ConsoleRig, openConsoleRig } from "../console/console-rig.ts";
import { fillCases, type PastCase } from "./fill-cases.ts";

let rig: ConsoleRig;
let merchant: ConsoleClient;
let foreigner: ConsoleClient;
let mina: AgentId;
let leo: AgentId;
let tickets: readonly TicketId[];

const shopId = () => rig.db.shop.shopId;
const read = async (client = merchant, days = 30) =>
  (await client.call("GET", `/satisfaction?days=${days}`)).body as SatisfactionView;
const reasonOf = ({ reasons }: SatisfactionView, subject: string): ScoreReason | undefined =>
  reasons.find((each) => each.subject === subject);
const audited = (action: string) =>
  rig.db.database.inShop<{ detail: unknown }>(shopId(), sql`select detail from audit where action = ${action}`);

beforeAll(async () => {
  rig = await openConsoleRig();
  merchant = await signInNew(rig, "Meera", "merchant");
  foreigner = await signInNew(rig, "Fremd", "owner", rig.db.otherShop);
  ({ agentId: mina } = await rig.addAgent(shopId(), "Mina"));
  ({ agentId: leo } = await rig.addAgent(shopId(), "Leo"));
});
afterAll(() => rig.close());

test("before anybody was asked there is nothing, and the page says when buyers are asked", async () => {
  expect(await read()).toMatchObject({ asked: 0, goodShare: null, groups: [], reasons: [], asksAfterMinutes: 5 });
  await rig.ports.desk.saveSettings(shopId(), { ...DEFAULT_DESK_SETTINGS, scoreAfterMinutes: null });
  expect(await read()).toMatchObject({ asksAfterMinutes: null });
});

describe("with scores", () => {
  const delivery = { agentId: "" as AgentId, category: "delivery" as const };
  beforeAll(async () => {
    const cases: readonly PastCase[] = [
      { ...delivery, agentId: mina, score: 1, words: "The parcel arrived three weeks late" },
      { ...delivery, agentId: mina, score: 2, words: "My parcel arrived three weeks too late", isFollowed: true },
      { ...delivery, agentId: mina, language: "es", score: 2, words: "El paquete llegó tarde", status: "waiting" },
      { agentId: leo, language: "de", category: "refund", score: 1, words: "Unfreundlich und herablassend" },
      { agentId: leo, language: "th", category: "refund", score: 2, words: "พนักงานพูดจาไม่ดี", isFollowed: true },
      { agentId: mina, language: "ja", score: 5, words: "とても丁寧で迅速でした" },
      { agentId: mina, score: 5 },
      { agentId: mina, score: 4 },
      { agentId: leo, score: 3 },
      { agentId: leo, score: null },
      { agentId: leo, score: 1, words: "=cmd|' /C calc'!A0", daysAgo: 200 },
    ];
    tickets = await fillCases(rig.db, cases);
  });

  test("shares stand with how many there are and an interval, by channel, language, category and agent", async () => {
    const view = await read();
    expect(view).toMatchObject({ asked: 10, scored: 9, low: 5, goodShare: { count: 3, of: 9, share: 1 / 3 } });
    expect(view.goodShare?.from).toBeCloseTo(0.1206, 3);
    expect(view.goodShare?.to).toBeCloseTo(0.6458, 3);
    const of = (dimension: string) =>
      view.groups
        .filter((each) => each.dimension === dimension)
        .map(({ value, asked, scored, good, low }) => [value, asked, scored, good, low]);
    expect(of("channel")).toEqual([["web", 10, 9, 3, 5]]);
    expect(of("agent")).toEqual([
      ["Mina", 6, 6, 3, 3],
      ["Leo", 4, 3, 0, 2],
    ]);
    expect(of("category")).toContainEqual(["delivery", 3, 3, 0, 3]);
    expect(of("language")).toContainEqual(["es", 1, 1, 0, 1]);
    expect((await read(merchant, 366)).asked).toBe(11);
  });

  test("reasons are grouped across languages; words that say the same stand together, with the tickets they are of", async () => {
    const view = await read();
    expect(reasonOf(view, "delivery")).toMatchObject({ scored: 3, low: 3, worded: 3 });
    const [first] = reasonOf(view, "delivery")?.words ?? [];
    expect(first).toMatchObject({ scored: 2, low: 2 });
    expect(first?.examples.map(({ ticketId }) => ticketId).toSorted()).toEqual(tickets.slice(0, 2).toSorted());
    const unfriendly = reasonOf(view, "unfriendly");
    expect(unfriendly).toMatchObject({ scored: 2, low: 2, worded: 2 });
    expect(unfriendly?.words.flatMap(({ examples }) => examples.map(({ language }) => language)).toSorted()).toEqual([
      "de",
      "th",
    ]);
    expect(reasonOf(view, "praise")).toMatchObject({ scored: 1, good: 1 });
    expect(reasonOf(view, "other")).toMatchObject({ scored: 3, worded: 0, words: [] });
    expect(view.reasons.reduce((sum, { scored }) => sum + scored, 0)).toBe(view.scored);
  });

  test("a bad score that nobody did anything about comes first; an answer or a note is a follow-up", async () => {
    const order = async () => {
      const { lowScores, unfollowed } = await read();
      return { unfollowed, order: lowScores.map(({ ticketId, followUp }) => [tickets.indexOf(ticketId), followUp]) };
    };
    const before = await order();
    expect(before.unfollowed).toBe(2);
    expect(before.order.slice(0, 2).toSorted(([one], [other]) => Number(one) - Number(other))).toEqual([
      [0, "none"],
      [3, "none"],
    ]);
    expect(before.order[2]).toEqual([2, "open-again"]);
    expect(before.order.slice(3).map(([, each]) => each)).toEqual(["done", "done"]);
    const note = { noteId: rig.ports.ids.next<string>(), ticketId: tickets[0] as TicketId, agentId: mina };
    await rig.ports.desk.addNote(shopId(), { ...note, text: "Called her.", mentions: [] });
    expect((await order()).order[0]).toEqual([3, "none"]);
    expect((await order()).unfollowed).toBe(1);
  });

  test("what a buyer adds is sorted anew, by two at once only once, and what is forgotten is in no group", async () => {
    const added = sql`update ticket_score set comment = comment || ' and rude, too', reason_id = null
      where ticket_id = ${tickets[0]}`;
    await rig.db.database.withShop(shopId(), async (trx) => void (await added.execute(trx)));
    const done = await Promise.all([groupReasons(shopId(), rig.ports), groupReasons(shopId(), rig.ports)]);
    expect(Math.max(...done)).toBe(1);
    expect(await groupReasons(shopId(), rig.ports)).toBe(0);
    expect(reasonOf(await read(), "unfriendly")).toMatchObject({ scored: 3 });
    const forgotten = sql`update ticket_score set comment = null, reason_id = null where ticket_id = ${tickets[0]}`;
    await rig.db.database.withShop(shopId(), async (trx) => void (await forgotten.execute(trx)));
    const view = await read();
    expect(JSON.stringify(view)).not.toContain("rude, too");
    expect(reasonOf(view, "delivery")).toMatchObject({ scored: 3, worded: 2 });
  });

  test("the export holds every score of the time, calculates nothing, and is noted", async () => {
    const answer = await merchant.call("POST", "/satisfaction/export", { body: { days: 366 } });
    const { csv } = answer.body as { csv: string };
    const lines = csv.split("\r\n");
    expect(lines[0]).toBe(
      "\uFEFFticket,asked_at,scored_at,score,channel,language,category,agent,handed_over_because,about,words",
    );
    expect(lines).toHaveLength(13);
    expect(csv).toContain("พนักงานพูดจาไม่ดี");
    expect(lines.at(-2)).toMatch(/,'=cmd\|' \/C calc'!A0$/u);
    expect(await audited("scores-exported")).toEqual([{ detail: { scores: 11 } }]);
  });

  test("agents, viewers and other shops see nothing of it", async () => {
    for (const role of ["agent", "viewer"] as const) {
      const client = await signInNew(rig, `Some-${role}`, role);
      for (const answer of [
        await client.call("GET", "/satisfaction"),
        await client.call("POST", "/satisfaction/export", { body: { days: 30 } }),
      ])
        expect([answer.status, errorCode(answer)]).toEqual([403, "NOT_ALLOWED"]);
    }
    expect(await read(foreigner)).toMatchObject({ asked: 0, groups: [], reasons: [], lowScores: [], unfollowed: 0 });
    const foreign = await foreigner.call("POST", "/satisfaction/export", { body: { days: 366 } });
    expect((foreign.body as { csv: string }).csv.split("\r\n")).toHaveLength(2);
    expect((await createConsoleClient(rig.origin).call("GET", "/satisfaction")).status).toBe(401);
    expect((await merchant.call("GET", "/satisfaction?days=0")).status).toBe(400);
  });

  test("two agents of one name are two", async () => {
    const agentId = rig.ports.ids.next<AgentId>();
    const namesake = {
      shopId: shopId(),
      agentId,
      email: "other-leo@shop.example",
      name: "Leo",
      role: "agent",
    } as const;
    await rig.ports.agents.insert(namesake, "x");
    await fillCases(rig.db, [{ agentId, score: 5 }]);
    const named = (await read()).groups.filter(({ dimension, value }) => dimension === "agent" && value === "Leo");
    expect(named.map(({ key, good }) => [key, good])).toEqual([
      [leo, 0],
      [agentId, 1],
    ]);
  });
});
