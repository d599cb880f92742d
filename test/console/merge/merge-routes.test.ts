/** Merging over HTTP, console and API: what each role may, what is told to webhooks, and what is related and why. */
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { MergeAnswer, RelatedListView, TicketPageView } from "../../../src/console/console-api.ts";
import type { AgentId, TicketId } from "../../../src/contracts/ids.ts";
import type { IncidentId } from "../../../src/contracts/incident.ts";
import type { EndpointId } from "../../../src/contracts/webhook.ts";
import { type ConsoleClient, createConsoleClient, errorCode } from "../console-client.ts";
import { type ConsoleRig, openConsoleRig, type OpenedStory } from "../console-rig.ts";

let rig: ConsoleRig;
let mina: ConsoleClient & { readonly agentId: AgentId };
let vera: ConsoleClient;
let foreigner: ConsoleClient;
beforeAll(async () => {
  rig = await openConsoleRig();
  const join = async (name: string, role: "agent" | "viewer" | "owner", isForeign = false) => {
    const shop = isForeign ? rig.db.otherShop : rig.db.shop;
    const { email, agentId } = await rig.addAgent(shop.shopId, name, role);
    const client = createConsoleClient(rig.origin);
    await client.signIn(email, undefined, isForeign ? "second" : "first");
    return Object.assign(client, { agentId });
  };
  mina = await join("Mina", "agent");
  vera = await join("Vera", "viewer");
  foreigner = await join("Foreign", "owner", true);
});
afterAll(() => rig.close());

const change = (statement: ReturnType<typeof sql>) => rig.db.database.inShop(rig.db.shop.shopId, statement);
const open = () => rig.openStory({ name: "Ana", language: "en", words: ["Hello", "My parcel"] });
const post = (client: ConsoleClient, path: string, body: unknown = {}) => client.call("POST", path, { body });
const merge = (client: ConsoleClient, into: TicketId, ...tickets: readonly TicketId[]) =>
  post(client, `/tickets/${into}/merge`, { tickets });
const sameBuyer = (one: OpenedStory, other: OpenedStory) =>
  change(sql`update conversation set contact_id = (select contact_id from conversation
    where conversation_id = ${one.conversationId}) where conversation_id = ${other.conversationId}`);
const relatedTo = async (ticketId: TicketId, query = "") =>
  ((await mina.call("GET", `/tickets/${ticketId}/related${query}`)).body as RelatedListView).tickets;

async function two(): Promise<readonly [OpenedStory, OpenedStory]> {
  const [here, there] = [await open(), await open()];
  await sameBuyer(here, there);
  return [here, there];
}

describe("merged over HTTP", () => {
  test("both pages show it, with the way from one to the other, and it is undone", async () => {
    const [here, there] = await two();
    const { status, body } = await merge(mina, here.ticketId, there.ticketId);
    expect(status).toBe(200);
    const { merge: made } = body as MergeAnswer;
    expect(made).toMatchObject({ ticketId: here.ticketId, mergedBy: "Mina", undoneAt: null });
    const pageOf = async ({ ticketId }: OpenedStory) =>
      (await mina.call("GET", `/tickets/${ticketId}`)).body as TicketPageView;
    const [page, away] = [await pageOf(here), await pageOf(there)];
    expect(page.conversations).toHaveLength(2);
    expect(page.conversations.filter(({ isVoice }) => isVoice)).toHaveLength(1);
    expect([page.merges, away.merges]).toEqual([[made], [made]]);
    expect(away.ticket.status).toBe("closed");
    expect((await post(mina, `/merges/${made.mergeId}/undo`)).body).toMatchObject({ merge: { undoneBy: "Mina" } });
  });

  test("who only reads, and who is of another shop, merge nothing; a ticket into itself is a bad request", async () => {
    const [here, there] = await two();
    expect((await merge(vera, here.ticketId, there.ticketId)).status).toBe(403);
    expect((await merge(foreigner, here.ticketId, there.ticketId)).status).toBe(404);
    expect((await merge(mina, here.ticketId, here.ticketId)).status).toBe(400);
    expect((await post(mina, `/tickets/${here.ticketId}/merge`, { tickets: [] })).status).toBe(400);
    const { body } = await merge(mina, here.ticketId, there.ticketId);
    const { mergeId } = (body as MergeAnswer).merge;
    expect((await post(foreigner, `/merges/${mergeId}/undo`)).status).toBe(404);
    expect((await post(vera, `/merges/${mergeId}/undo`)).status).toBe(403);
    const stranger = await open();
    const refused = await merge(mina, here.ticketId, stranger.ticketId);
    expect([refused.status, errorCode(refused)]).toEqual([409, "MERGE_REFUSED"]);
  });

  test("webhooks are told of each ticket that went, and came back", async () => {
    const [here, there] = await two();
    const endpointId = rig.ports.ids.next<EndpointId>();
    const wish = {
      url: "https://hooks.example/x",
      description: "",
      events: ["ticket.merged", "ticket.unmerged"],
    } as const;
    await rig.ports.webhooks.insert(rig.db.shop.shopId, endpointId, wish, mina.agentId);
    const { body } = await merge(mina, here.ticketId, there.ticketId);
    await post(mina, `/merges/${(body as MergeAnswer).merge.mergeId}/undo`);
    await expect
      .poll(async () => {
        await rig.ports.webhooks.collect(rig.db.shop.shopId);
        return (await rig.ports.webhooks.deliveries(rig.db.shop.shopId, endpointId, { limit: 9 })).length;
      })
      .toBe(2);
    const told = await change(sql`select event, payload ->> 'ticketId' as id, (payload ->> 'other')::int as other
      from webhook_delivery where endpoint_id = ${endpointId} order by event`);
    const survivor = (await rig.ports.tickets.get(rig.db.shop.shopId, here.ticketId))?.number;
    const expected = { id: there.ticketId, other: survivor };
    expect(told).toEqual([
      { event: "ticket.merged", ...expected },
      { event: "ticket.unmerged", ...expected },
    ]);
  });
});

describe("related", () => {
  test("each with its nearest reason, five beside a conversation, what is open first", async () => {
    const [here, there] = await two();
    const [byOrder, byIncident, both] = [await open(), await open(), await open()];
    await sameBuyer(here, both);
    const { shopId } = rig.db.shop;
    const orderId = rig.ports.ids.next<string>();
    await change(sql`insert into shop_order (shop_id, order_id, source, external_key, changed_at, fingerprint,
      order_number, number_key, status, refund, placed_at)
      values (${shopId}, ${orderId}, 'file', 'x1', now(), 'f', '#1001', '1001', 'open', 'none', now())`);
    for (const { conversationId } of [here, byOrder, both]) {
      await change(sql`insert into order_proof (shop_id, conversation_id, order_id, kind, expires_at)
        values (${shopId}, ${conversationId}, ${orderId}, 'email', now() + interval '1 hour')`);
    }
    const incidentId = rig.ports.ids.next<IncidentId>();
    const texts = { en: { title: "Parcels are late", answer: "a", apology: "b", closing: "" } };
    await rig.ports.incidents.insert(shopId, {
      incidentId,
      texts,
      categories: ["delivery"],
      places: [],
      words: [],
      articleKey: "incident-x" as never,
      declaredBy: mina.agentId,
    });
    const ticketIds = [here.ticketId, byIncident.ticketId];
    await rig.ports.incidents.link(shopId, incidentId, { ticketIds, lookedUntil: rig.ports.clock.now() });
    const found = (await relatedTo(here.ticketId)).map(({ ticketId, why }) => [ticketId, why]);
    expect(found).toHaveLength(4);
    expect(found.slice(0, 2).map(([, why]) => why)).toEqual([{ kind: "same-buyer" }, { kind: "same-buyer" }]);
    expect(found.slice(2)).toEqual([
      [byOrder.ticketId, { kind: "same-order", orderNumber: "#1001" }],
      [byIncident.ticketId, { kind: "same-incident", title: "Parcels are late" }],
    ]);
    expect(await relatedTo(here.ticketId, "?limit=1")).toHaveLength(1);
    await merge(mina, here.ticketId, there.ticketId);
    expect((await relatedTo(here.ticketId)).map(({ ticketId }) => ticketId)).not.toContain(there.ticketId);
  });
});
