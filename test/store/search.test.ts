/** The index of the search on a real PostgreSQL: nothing skipped, nothing twice, nothing of who is forgotten, by index alone. */
import { sql } from "kysely";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { createBesideLoops } from "../../src/compose/beside-loops.ts";
import type { ConversationId } from "../../src/contracts/ids.ts";
import { createIndexKeeper } from "../../src/flows/search/create-index-keeper.ts";
import { listSearchTerms } from "../../src/knowledge/finding/list-search-terms.ts";
import { readSearchQuery, wantedWords } from "../../src/knowledge/finding/read-search-query.ts";
import { createTestProgram, type TestProgram } from "../support/test-program.ts";
import { until } from "../support/until.ts";

let program: TestProgram;
let threads = 0;
beforeAll(async () => {
  program = await createTestProgram();
});
afterAll(() => program.close());
afterEach(async () => {
  // Whatever a test has done: a number is one document's, and a bit stands for a document or for nothing.
  const rows = await run<{ twice: number }>(
    sql`select count(*)::int - count(distinct (kind, number))::int as twice from search_document where number is not null`,
  );
  expect(rows).toEqual([{ twice: 0 }]);
});

const shopId = () => program.shop.shopId;
const run = <Row>(query: ReturnType<typeof sql<Row>>) => program.db.database.inShop<Row>(shopId(), query);

async function say(text: string, threadKey = `search-${(threads += 1)}`): Promise<ConversationId> {
  await program.ports.inbox.accept(shopId(), program.accountId, {
    threadKey,
    senderKey: threadKey,
    senderName: null,
    externalId: crypto.randomUUID(),
    parts: [{ kind: "text", text }],
    locale: null,
    sentAt: program.ports.clock.now(),
  });
  const [row] = await run<{ conversation_id: ConversationId }>(
    sql`select conversation_id from conversation where shop_id = ${shopId()} and thread_key = ${threadKey}`,
  );
  if (!row) throw new Error("nothing was stored");
  return row.conversation_id;
}

async function keepUp(ports: TestProgram["ports"] = program.ports): Promise<void> {
  const keeper = createIndexKeeper(ports);
  while (await keeper.keepUp(shopId()));
  keeper.close();
}

async function find(query: string, limit = 50): Promise<readonly ConversationId[]> {
  const words = wantedWords(readSearchQuery(query));
  const found = await program.ports.search.findConversations(shopId(), { words, limit });
  return found.map(({ conversationId }) => conversationId);
}

const termsLike = async (start: string) =>
  (await run<{ term: string }>(sql`select distinct term from search_posting where term ~ ${`^=?${start}`}`)).map(
    ({ term }) => term,
  );

test("what commits late is not skipped: a message is read once its transaction has ended, whoever was faster", async () => {
  const late = await say("firstword");
  await keepUp();
  let others = false;
  await program.db.database.withShop(shopId(), async (trx) => {
    await sql`select 1 from conversation where conversation_id = ${late} for update`.execute(trx);
    await sql`insert into message (shop_id, conversation_id, seq, speaker, text, at)
      values (${shopId()}, ${late}, 2, 'buyer', 'lateword', now() - interval '1 hour')`.execute(trx);
    await sql`update conversation set next_seq = 3 where conversation_id = ${late}`.execute(trx);
    const fast = await say("fastword");
    await keepUp();
    others = (await find("fastword")).includes(fast) && (await find("lateword")).length === 0;
  });
  expect(others).toBe(true);
  await keepUp();
  expect(await find("lateword")).toEqual([late]);
  expect(await find("firstword lateword")).toEqual([late]);
});

test("two workers at once, and a second time: every word stands where it stood", async () => {
  const said = await Promise.all(Array.from({ length: 30 }, (_, at) => say(`twinned word${at}`)));
  await Promise.all([keepUp(), keepUp(), keepUp()]);
  await keepUp();
  expect((await find("twinned")).toSorted()).toEqual(said.toSorted());
  const postings = () =>
    run(sql`select md5(string_agg(p::text, '|' order by kind, term, block)) from search_posting p`);
  const before = await postings();
  await keepUp();
  await program.ports.search.readConversations(shopId(), said, listSearchTerms);
  expect(await postings()).toEqual(before);
});

test("a worker that dies on its way leaves nothing behind, and the next one reads it all", async () => {
  const conversationId = await say("halfway there");
  const dying = program.ports.search.readConversations(shopId(), [conversationId], () => {
    throw new Error("killed");
  });
  await expect(dying).rejects.toThrow("killed");
  expect(await find("halfway")).toEqual([]);
  await keepUp();
  expect(await find("halfway there")).toEqual([conversationId]);
});

test("more documents than one row of bits holds are found, newest first, as many as are asked for", async () => {
  await run(sql`
    with people as (insert into contact (shop_id, display_name) select ${shopId()}, null from generate_series(1, 1100) n
      returning contact_id),
    talks as (insert into conversation (shop_id, contact_id, account_id, thread_key, next_seq)
      select ${shopId()}, contact_id, ${program.accountId}, 'many-' || row_number() over (), 2 from people
      returning conversation_id, thread_key)
    insert into message (shop_id, conversation_id, seq, speaker, text, at)
    select ${shopId()}, conversation_id, 1, 'buyer', 'frequent ' || thread_key,
      now() + substr(thread_key, 6)::int * interval '1 second' from talks`);
  await keepUp();
  const found = await program.ports.search.findConversations(shopId(), {
    words: wantedWords(readSearchQuery("frequent")),
    limit: 3,
  });
  expect(found.map(({ said }) => said[0]?.text)).toEqual([
    "frequent many-1100",
    "frequent many-1099",
    "frequent many-1098",
  ]);
  expect(await find("frequent 77 ")).toHaveLength(1);
  // Among few the oldest are found, too.
  expect(await find("frequent 109")).toHaveLength(11);
});

test("the workers find by themselves what is said, whether or not anybody tells them of it", async () => {
  const loops = createBesideLoops(program.ports, undefined);
  loops.start();
  try {
    const untold = await say("untoldword");
    await until("it is found", async () => (await find("untoldword")).includes(untold));
    const told = await say("toldword");
    program.ports.live.publish(`console:${shopId()}`, { kind: "message-added", conversationId: told });
    await until("it is found", async () => (await find("toldword")).includes(told));
  } finally {
    await loops.stop();
  }
});

test("the last letters of a word are found as its beginning is, and other shops' words are nobody's", async () => {
  await say("uncommonly");
  await keepUp();
  expect(await find("uncomm")).toHaveLength(1);
  const words = wantedWords(readSearchQuery("uncommonly"));
  const foreign = program.db.otherShop.shopId;
  expect(await program.ports.search.findConversations(foreign, { words, limit: 5 })).toEqual([]);
});

test("terms are looked up by the index alone, for the role that serves", async () => {
  const plan = await program.db.database.withShop(shopId(), async (trx) => {
    await sql`set local enable_seqscan = off`.execute(trx);
    const { rows } = await sql<{ "QUERY PLAN": string }>`explain select block, documents from search_posting
      where shop_id = ${shopId()} and kind = 1 and term >= 'ke' and term < 'kf'`.execute(trx);
    return rows.map((row) => row["QUERY PLAN"]).join("\n");
  });
  // What a function that leaks is asked stands behind the policy, as a filter.
  expect(plan).toMatch(/Index Cond:.*term >= 'ke'.*term < 'kf'/u);
  expect(plan).not.toMatch(/^\s*Filter:.*term/mu);
});

test("under a flood of messages little is read between two looks, and all of it once it is quiet", async () => {
  const keeper = createIndexKeeper(program.ports);
  while (await keeper.keepUp(shopId()));
  const said = await Promise.all(Array.from({ length: 60 }, () => say("flooded")));
  for (let count = 0; count < 3; count += 1) {
    for (const conversationId of said)
      program.ports.live.publish(`console:${shopId()}`, { kind: "message-added", conversationId });
  }
  expect(await keeper.keepUp(shopId())).toBe(false);
  expect(await find("flooded", 100)).toHaveLength(20);
  await keeper.keepUp(shopId());
  expect(await find("flooded", 100)).toHaveLength(60);
  keeper.close();
});

test("who is forgotten is gone from the search in the same transaction, words and all; what is said later is found", async () => {
  const gone = await say("xylophone secretname", "forgotten-thread");
  const stays = await say("xylophone of another", "other-thread");
  const identify = (threadKey: string, email: string) =>
    run(sql`insert into buyer_identity (shop_id, account_id, thread_key, subject, email, token_id, expires_at)
      values (${shopId()}, ${program.accountId}, ${threadKey}, ${email}, ${email}, ${threadKey}, now() + interval '1 day')`);
  await identify("forgotten-thread", "secretmail@mail.example");
  await identify("other-thread", "other@mail.example");
  await keepUp();
  expect((await find("xylophone")).toSorted()).toEqual([gone, stays].toSorted());
  expect(await termsLike("secret")).not.toEqual([]);
  await say("xylophone unread", "forgotten-thread");

  await program.ports.commerce.forgetBuyer(shopId(), { email: "secretmail@mail.example" });
  expect(await find("xylophone")).toEqual([stays]);
  expect(await termsLike("secret")).toEqual([]);
  await keepUp();
  expect(await find("xylophone")).toEqual([stays]);
  expect(await termsLike("secret")).toEqual([]);

  await say("glockenspiel", "forgotten-thread");
  await keepUp();
  const words = wantedWords(readSearchQuery("glockenspiel"));
  const [later] = await program.ports.search.findConversations(shopId(), { words, limit: 5 });
  expect([later?.conversationId, later?.said.map(({ text }) => text)]).toEqual([gone, ["glockenspiel"]]);
});
