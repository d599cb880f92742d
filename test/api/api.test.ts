/** The API: keys, scopes, pages, the same rules as the console, and answers that are what the document says. */
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { AgentId } from "../../src/contracts/ids.ts";
import { createApiRoutes } from "../../src/http/api/api-routes.ts";
import { type ConsoleRig, type OpenedStory, openConsoleRig } from "../console/console-rig.ts";
import { articleWith } from "../knowledge/fixture-base.ts";
import { createHandClock } from "../support/hand-clock.ts";
import { addKey, type ApiClient, createApiClient, type Oracle, openOracle } from "./api-rig.ts";

let rig: ConsoleRig;
let oracle: Oracle;
let erp: ApiClient;
let foreign: ApiClient;
let minaId: AgentId;
let stories: OpenedStory[];
let drafts = 0;

const once = () => ({ "idempotency-key": `draft-${(drafts += 1)}-abcdef` });

beforeAll(async () => {
  rig = await openConsoleRig({ judgeTarget: (url) => (url.startsWith("https:") ? null : "private-address") });
  oracle = await openOracle(rig.origin);
  minaId = (await rig.addAgent(rig.db.shop.shopId, "Mina", "owner")).agentId;
  const other = await rig.addAgent(rig.db.otherShop.shopId, "Otto", "owner");
  erp = createApiClient(rig.origin, await addKey(rig, minaId), oracle);
  foreign = createApiClient(rig.origin, await addKey(rig, other.agentId, { shop: rig.db.otherShop }), oracle);
  stories = [];
  for (const name of ["Ana", "Bo", "Cleo", "Dan", "Eva"]) {
    stories.push(await rig.openStory({ name, language: "en", words: ["Where is it?", "A person, please"] }));
  }
});
afterAll(() => rig.close());

const idOf = (at: number) => stories[at]?.ticketId ?? "";
const said = async (text: string) => {
  const { shopId } = rig.db.shop;
  const find = sql<{ n: number }>`select count(*)::int as n from message where shop_id = ${shopId} and text = ${text}`;
  return (await rig.db.database.inShop(shopId, find))[0]?.n;
};

describe("keys", () => {
  test("without a key, with a wrong one, a revoked one and one in the address, nothing is told", async () => {
    for (const key of ["", "dgm_first_short", `dgm_first_${"x".repeat(43)}`, `dgm_nobody_${"x".repeat(43)}`]) {
      const answer = await createApiClient(rig.origin, key, oracle).call("GET", "/me");
      expect([answer.status, answer.body.error.code]).toEqual([401, "NOT_SIGNED_IN"]);
    }
    const inAddress = await fetch(`${rig.origin}/api/v1/me?access_token=${erp.key}`);
    expect(inAddress.status).toBe(401);
    const key = await addKey(rig, minaId, { name: "Old" });
    const old = createApiClient(rig.origin, key, oracle);
    expect((await old.call("GET", "/me")).body.keyName).toBe("Old");
    const [stored] = (await rig.ports.apiKeys.list(rig.db.shop.shopId)).filter(({ name }) => name === "Old");
    await rig.ports.apiKeys.revoke(rig.db.shop.shopId, stored?.keyId ?? ("" as never), minaId);
    expect((await old.call("GET", "/me")).status).toBe(401);
  });

  test("the key of somebody who is let in no more is worth nothing, and theirs again once they are", async () => {
    const gone = await rig.addAgent(rig.db.shop.shopId, "Gone", "agent");
    const client = createApiClient(rig.origin, await addKey(rig, gone.agentId), oracle);
    const set = (at: string | null) =>
      rig.db.database.inShop(
        rig.db.shop.shopId,
        sql`update agent set disabled_at = ${at}::timestamptz where agent_id = ${gone.agentId}`,
      );
    await set("2026-01-01");
    expect((await client.call("GET", "/me")).status).toBe(401);
    await set(null);
    expect((await client.call("GET", "/me")).status).toBe(200);
  });

  test("only a hash of a key is kept", async () => {
    const rows = await rig.db.database.inShop<{ row: string }>(
      rig.db.shop.shopId,
      sql`select to_jsonb(k)::text as row from api_key k`,
    );
    expect(rows.length).toBeGreaterThan(0);
    expect(rows.some(({ row }) => row.includes(erp.key.slice(-36)))).toBe(false);
  });

  test("a key does what its scopes and its agent's role both allow, and no more", async () => {
    const reader = createApiClient(rig.origin, await addKey(rig, minaId, { scopes: ["tickets:read"] }), oracle);
    expect((await reader.call("GET", "/tickets")).status).toBe(200);
    expect((await reader.call("GET", "/contacts")).status).toBe(403);
    expect((await reader.call("POST", `/tickets/${idOf(0)}/take`)).status).toBe(403);
    const viewer = await rig.addAgent(rig.db.shop.shopId, "Vera", "viewer");
    const weak = createApiClient(rig.origin, await addKey(rig, viewer.agentId), oracle);
    expect((await weak.call("GET", "/tickets")).status).toBe(200);
    expect((await weak.call("POST", `/tickets/${idOf(0)}/take`)).status).toBe(403);
    expect((await weak.call("GET", "/webhooks")).status).toBe(403);
  });

  test("calls are counted: the headers say how many are left, and then comes 429 until Retry-After is over", async () => {
    // A clock of its own: however long the calls take, no token comes back before the test says so.
    const clock = createHandClock(Date.now());
    const counted = await openConsoleRig({ clock });
    try {
      const { agentId } = await counted.addAgent(counted.db.shop.shopId, "Mina", "owner");
      const busy = createApiClient(counted.origin, await addKey(counted, agentId), oracle);
      const calm = createApiClient(counted.origin, await addKey(counted, agentId, { name: "Calm" }), oracle);
      const first = await busy.call("GET", "/me");
      const limit = Number(first.headers.get("ratelimit-limit"));
      expect(Number(first.headers.get("ratelimit-remaining"))).toBe(limit - 1);
      const rest = await Promise.all(Array.from({ length: limit + 9 }, () => busy.call("GET", "/me")));
      const refused = rest.filter(({ status }) => status === 429);
      expect(refused).toHaveLength(10);
      expect((await calm.call("GET", "/me")).status).toBe(200);
      await clock.advance(Number(refused[0]?.headers.get("retry-after")) * 1_000);
      expect((await busy.call("GET", "/me")).status).toBe(200);
    } finally {
      await counted.close();
    }
  });
});

describe("tickets", () => {
  test("pages follow one another without a gap or a repeat, whatever is opened meanwhile", async () => {
    const numbers: number[] = [];
    let cursor: string | null = "";
    while (cursor !== null) {
      const page = await erp.call("GET", `/tickets?limit=2${cursor === "" ? "" : `&cursor=${cursor}`}`);
      numbers.push(...page.body.items.map(({ number }: { number: number }) => number));
      if (cursor === "") stories.push(await rig.openStory({ name: "Zoe", language: "en", words: ["Hi", "A person"] }));
      cursor = page.body.nextCursor as string | null;
    }
    expect(numbers).toEqual([5, 4, 3, 2, 1]);
    const waiting = await erp.call("GET", "/tickets?status=waiting,held&language=en&priority=normal");
    expect(waiting.body.items).toHaveLength(6);
    expect((await erp.call("GET", "/tickets?status=resolved")).body.items).toEqual([]);
  });

  test("a cursor of another list, an unknown field and a strange value are refused by name", async () => {
    const { body } = await erp.call("GET", "/contacts?limit=1");
    const forged = (list: string, place: unknown) => Buffer.from(JSON.stringify([list, place])).toString("base64url");
    for (const path of [
      `/contacts?cursor=${forged("contacts", "nobody")}`,
      `/tickets?cursor=${forged("tickets", 2 ** 40)}`,
      `/tickets?cursor=${String(body.nextCursor)}`,
      "/tickets?cursor=x",
      "/tickets?nope=1",
      "/tickets?limit=0",
    ]) {
      expect([path, (await erp.call("GET", path)).status]).toEqual([path, 400]);
    }
    const strange = await erp.call("PATCH", `/tickets/${idOf(0)}`, { body: { priority: "urgent", colour: "red" } });
    expect([strange.status, strange.body.error.code]).toEqual([400, "REQUEST_INVALID"]);
  });

  test("a reply takes the conversation, is sent once however often it comes, and the audit log names the key", async () => {
    const headers = once();
    const body = { text: "It is on its way, said the program." };
    const path = `/tickets/${idOf(1)}/replies`;
    expect((await erp.call("POST", path, { body })).status).toBe(400);
    for (let time = 0; time < 3; time += 1) {
      const answer = await erp.call("POST", path, { body, headers });
      expect([answer.status, answer.body.status, answer.body.agentId]).toEqual([200, "held", minaId]);
    }
    expect(await said(body.text)).toBe(1);
    const detail = (await erp.call("GET", `/tickets/${idOf(1)}`)).body;
    expect(detail.holder).toEqual({ kind: "agent", ticketId: idOf(1), agentId: minaId });
    expect(detail.messages.items.at(-1)).toMatchObject({ speaker: "agent", text: body.text });
    const rows = await rig.db.database.inShop<{ agent_id: string; detail: object }>(
      rig.db.shop.shopId,
      sql`select agent_id, detail from audit where action = 'ticket-reply' order by audit_id desc limit 1`,
    );
    expect(rows[0]).toMatchObject({ agent_id: minaId, detail: { apiKey: "ERP" } });
  });

  test("who a colleague has taken is not talked over: 409, and nothing is written", async () => {
    const kim = await rig.addAgent(rig.db.shop.shopId, "Kim", "agent");
    const other = createApiClient(rig.origin, await addKey(rig, kim.agentId), oracle);
    const body = { text: "Over Mina's head." };
    const answer = await other.call("POST", `/tickets/${idOf(1)}/replies`, { body, headers: once() });
    expect([answer.status, answer.body.error.code]).toEqual([409, "TRANSITION_FORBIDDEN"]);
    expect(await said(body.text)).toBe(0);
    expect((await erp.call("POST", `/tickets/${idOf(1)}/transfer`, { body: { agentId: kim.agentId } })).status).toBe(
      200,
    );
    expect((await other.call("POST", `/tickets/${idOf(1)}/replies`, { body, headers: once() })).status).toBe(200);
  });

  test("take, edit, note, snooze, await, release and resolve do what they do in the console", async () => {
    const path = `/tickets/${idOf(2)}`;
    expect((await erp.call("POST", `${path}/take`)).body).toMatchObject({ status: "held", agentId: minaId });
    const edited = await erp.call("PATCH", path, {
      body: { priority: "high", tags: ["a", " a ", "b"], category: "refund" },
    });
    expect(edited.body).toMatchObject({ priority: "high", tags: ["a", "b"], category: "refund" });
    const headers = once();
    for (let time = 0; time < 2; time += 1) {
      expect((await erp.call("POST", `${path}/notes`, { body: { text: "Looked at it." }, headers })).status).toBe(201);
    }
    expect((await erp.call("GET", `${path}/notes`)).body.items).toHaveLength(1);
    expect((await erp.call("POST", `${path}/await`)).body.status).toBe("pending-buyer");
    const until = new Date(Date.now() + 3_600_000).toISOString();
    expect((await erp.call("POST", `${path}/snooze`, { body: { until } })).body).toMatchObject({ status: "snoozed" });
    expect((await erp.call("POST", `${path}/release`, { body: { to: "queue" } })).body.status).toBe("waiting");
    expect((await erp.call("POST", `${path}/resolve`)).body.status).toBe("resolved");
    expect((await erp.call("POST", `${path}/take`)).status).toBe(409);
  });

  test("tickets of one buyer are merged and part again", async () => {
    const open = () => rig.openStory({ name: "Ana", language: "en", words: ["Hello", "My parcel"] });
    const [here, there] = [await open(), await open()];
    const path = `/tickets/${here.ticketId}/merge`;
    const body = { tickets: [there.ticketId] };
    expect((await erp.call("POST", path, { body })).body.error.code).toBe("MERGE_REFUSED");
    await rig.db.database.inShop(
      rig.db.shop.shopId,
      sql`update conversation set contact_id = (select contact_id from conversation
        where conversation_id = ${here.conversationId}) where conversation_id = ${there.conversationId}`,
    );
    const merged = await erp.call("POST", path, { body });
    expect(merged.body).toMatchObject({ ticketId: here.ticketId, mergedBy: minaId, undoneAt: null });
    expect((await erp.call("POST", path, { body })).body.mergeId).toBe(merged.body.mergeId);
    const detail = (await erp.call("GET", `/tickets/${here.ticketId}`)).body;
    expect(detail.conversations).toEqual([here.conversationId, there.conversationId]);
    const away = (await erp.call("GET", `/tickets/${there.ticketId}`)).body.ticket;
    expect(away).toMatchObject({ status: "closed", mergedInto: here.ticketId });
    const undone = await erp.call("POST", `/merges/${String(merged.body.mergeId)}/undo`);
    expect(undone.body).toMatchObject({ undoneBy: minaId });
  });
});

describe("the rest", () => {
  test("contacts are read and tagged, messages paged, articles, macros and incidents read", async () => {
    const { body } = await erp.call("GET", "/contacts?limit=2");
    const [contact] = body.items;
    const tagged = await erp.call("PUT", `/contacts/${contact.contactId}/tags`, { body: { tags: ["vip"] } });
    expect(tagged.body.tags).toEqual(["vip"]);
    expect((await erp.call("GET", `/contacts/${contact.contactId}`)).body.identities[0].channel).toBe("web");
    expect((await erp.call("GET", "/contacts?tag=vip")).body.items).toHaveLength(1);
    const page = await erp.call("GET", `/conversations/${String(contact.conversations[0])}/messages?limit=2`);
    const older = await erp.call(
      "GET",
      `/conversations/${String(contact.conversations[0])}/messages?limit=2&cursor=${String(page.body.nextCursor)}`,
    );
    expect(older.body.items.at(-1).seq).toBe(page.body.items[0].seq - 1);
    const article = articleWith({ key: "returns", title: "Returns", body: "Thirty days." });
    await rig.ports.knowledge.put(rig.db.shop.shopId, article, "f");
    expect((await erp.call("GET", "/articles?language=en")).body.items[0]).toMatchObject({ title: "Returns" });
    expect((await erp.call("GET", "/articles/returns/en")).body.body).toBe("Thirty days.");
    expect((await erp.call("GET", "/macros")).body.items.length).toBeGreaterThan(10);
    const incidentId = rig.ports.ids.next<never>();
    const texts = { en: { title: "Late", answer: "Late parcels.", apology: "Sorry.", closing: "" } };
    await rig.ports.incidents.insert(rig.db.shop.shopId, {
      incidentId,
      texts,
      categories: ["delivery"],
      places: [],
      words: [],
      articleKey: "late" as never,
      declaredBy: minaId,
    });
    expect((await erp.call("GET", "/incidents")).body.items[0].titles).toEqual({ en: "Late" });
    expect((await erp.call("GET", `/incidents/${String(incidentId)}`)).body.answers).toEqual({ en: "Late parcels." });
  });

  test("webhooks are set up by a program, their secret shown once, inward addresses refused", async () => {
    const events = ["ticket.opened"];
    const inward = await erp.call("POST", "/webhooks", { body: { url: "http://169.254.169.254/", events } });
    expect([inward.status, inward.body.error.code]).toEqual([400, "REQUEST_INVALID"]);
    const made = await erp.call("POST", "/webhooks", { body: { url: "https://erp.example/hook", events } });
    expect([made.status, made.body.secret]).toEqual([201, expect.stringMatching(/^whsec_[\w+/]{43}=$/u)]);
    const path = `/webhooks/${made.body.endpoint.endpointId}`;
    expect(JSON.stringify((await erp.call("GET", "/webhooks")).body)).not.toContain(made.body.secret.slice(6));
    expect((await erp.call("PATCH", path, { body: { state: "paused" } })).body.state).toBe("paused");
    expect((await erp.call("POST", `${path}/secret`)).body.secret).not.toBe(made.body.secret);
    await rig.ports.webhooks.test(rig.db.shop.shopId, made.body.endpoint.endpointId, "evt_tabc");
    expect((await erp.call("GET", `${path}/deliveries`)).body.items).toHaveLength(1);
    expect((await erp.call("POST", `${path}/deliveries/evt_tabc/resend`)).status).toBe(200);
    expect((await foreign.call("GET", `${path}/deliveries`)).status).toBe(404);
    expect((await foreign.call("DELETE", path)).status).toBe(404);
    expect((await erp.call("DELETE", path)).status).toBe(200);
  });

  test("another shop's ids are ids that do not exist", async () => {
    const conversationId = stories[0]?.conversationId ?? "";
    for (const path of [
      `/tickets/${idOf(0)}`,
      `/tickets/${idOf(0)}/notes`,
      `/conversations/${conversationId}/messages`,
    ]) {
      expect((await foreign.call("GET", path)).status).toBe(404);
    }
    expect((await foreign.call("GET", "/tickets")).body.items).toEqual([]);
    expect((await foreign.call("GET", "/contacts")).body.items).toEqual([]);
  });
});

describe("the document", () => {
  test("holds every route and nothing else, and every one was answered as it says in this run", () => {
    const routes = createApiRoutes(rig.ports, () => null).map(({ operationId }) => operationId);
    const described = Object.values(oracle.document.paths).flatMap((path) =>
      Object.values(path).map((each) => each.operationId),
    );
    expect(described.toSorted()).toEqual(routes.toSorted());
    expect(routes.filter((route) => !oracle.seen.has(route))).toEqual([]);
  });

  test("can be read by people, without a key and without a script", async () => {
    const page = await fetch(`${rig.origin}/api/v1/`);
    expect(page.headers.get("content-type")).toMatch(/html/u);
    const html = await page.text();
    expect(html).toContain("/api/v1/tickets/:ticketId/replies");
    expect(html).not.toContain("<script");
    expect((await fetch(`${rig.origin}/api/v1/nothing`)).status).toBe(404);
  });
});
