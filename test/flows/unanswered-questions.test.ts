/** Questions that found no answer: grouped, counted, masked, turned into an article, and watched afterwards. */
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { ArticleKey } from "../../src/contracts/ids.ts";
import type { Agent } from "../../src/contracts/stores.ts";
import { moveArticle } from "../../src/flows/edit-knowledge.ts";
import { groupUnanswered, listGroups, maskWording, moveGroup, startArticle } from "../../src/flows/group-unanswered.ts";
import { proposeArticle } from "../../src/flows/propose-article.ts";
import { createBuyer } from "../support/buyer.ts";
import { openStoryRig, type StoryRig } from "../support/story-rig.ts";
import { createToldModel, type ToldModel } from "../support/told-model.ts";

let rig: StoryRig;
let owner: Agent;
beforeAll(async () => {
  rig = await openStoryRig({ runs: true });
  owner = await rig.addAgent("Olga", "owner");
});
afterAll(() => rig.close());

const shopId = () => rig.program.shop.shopId;
const open = () => listGroups(owner, ["open"], rig.ports);
const groupOf = async (words: RegExp) => (await open()).find(({ sample }) => words.test(sample));

async function askInVain(...texts: readonly string[]): Promise<void> {
  for (const text of texts) {
    const buyer = createBuyer(rig);
    await buyer.says(text);
    await rig.quiet();
  }
}

test("the same wish in other words is one group, another wish another", async () => {
  await askInVain(
    "Do you have a vegan leather belt?",
    "do you have vegan leather belts",
    "Can I rent a kayak from you?",
  );
  const belts = await groupOf(/vegan/);
  expect(belts?.count).toBe(2);
  expect((await groupOf(/kayak/))?.count).toBe(1);
});

test("grouping again counts nothing twice", async () => {
  const before = (await open()).map(({ count }) => count);
  expect(await groupUnanswered(shopId(), rig.ports)).toBe(0);
  expect((await open()).map(({ count }) => count)).toEqual(before);
});

test("answered questions, wishes for a person and complaints are none", async () => {
  const before = (await open()).length;
  await askInVain(
    "How long does delivery take?",
    "I want to talk to a human",
    "this is a terrible scam, I am furious!!",
  );
  expect((await open()).length).toBe(before);
});

test("asked back counts when the buyer got no further, and not while there is time to choose", async () => {
  const buyer = createBuyer(rig);
  await buyer.says("zebra");
  await rig.quiet();
  const turns = await rig.program.db.database.withShop(shopId(), (trx) =>
    trx.run(sql<{ turn_id: string }>`
      update turn set outcome = 'clarified', reason = null where turn_id = (
        select t.turn_id from turn t join conversation c using (shop_id, conversation_id)
        where c.thread_key = ${buyer.threadKey} limit 1) returning turn_id`),
  );
  expect(turns).toHaveLength(1);
  const isGrouped = async () => (await groupOf(/zebra/)) !== undefined;
  expect(await isGrouped()).toBe(false);
  await rig.program.db.database.withShop(shopId(), (trx) =>
    trx.run(sql`update turn set finished_at = now() - interval '1 hour' where turn_id = ${turns[0]?.turn_id}`),
  );
  expect(await isGrouped()).toBe(true);
});

test("what says who asked is masked before it is kept", () => {
  const masked = maskWording("Where is order HL-104822? write me at ana@example.com or +34 600 123 456");
  expect(masked).not.toMatch(/104822|ana@|600 123/);
  expect(masked).toMatch(/^Where is order/);
});

describe("an article from a group", () => {
  test("begins as a form in every language with the buyers' questions in it, and ends the group when it is published", async () => {
    const group = await groupOf(/vegan/);
    if (!group) throw new Error("no group");
    const key = "vegan-belts" as ArticleKey;
    const languages = await startArticle(owner, group.groupId, key, rig.ports);
    expect(languages).toEqual(rig.program.shop.languages);
    const versions = await rig.ports.knowledgeBase.versions(shopId(), key);
    const english = versions.find(({ language }) => language === "en");
    expect(english?.questions).toHaveLength(2);
    const blank = await moveArticle(owner, { versionIds: [at(english)], to: "published", reason: "" }, rig.ports).catch(
      (error: unknown) => String(error),
    );
    expect(blank).toMatch(/Fill in every/);
    const saved = await rig.ports.knowledgeBase.saveDraft(shopId(), {
      articleKey: key,
      language: "en",
      text: { ...TEXT, questions: english?.questions ?? [] },
      source: { kind: "console" },
      authorId: owner.agentId,
      reason: "",
    });
    if (saved.kind !== "saved") throw new Error(saved.kind);
    await moveArticle(owner, { versionIds: [at(saved.version)], to: "published", reason: "" }, rig.ports);
    await rig.program.shelves.fill(shopId());
    const [done] = await listGroups(owner, ["done"], rig.ports);
    expect(done).toMatchObject({ groupId: group.groupId, articleKey: key, countSinceDone: 0 });
    await createBuyer(rig).says("do you have vegan leather belts").gets(/cork/);
  });

  test("is watched: the wish coming back in vain is counted", async () => {
    const [done] = await listGroups(owner, ["done"], rig.ports);
    await rig.program.db.database.withShop(shopId(), (trx) =>
      trx.run(sql`
        insert into turn (shop_id, turn_id, conversation_id, first_seq, last_seq, attempt, outcome, reason, started_at)
        select shop_id, gen_random_uuid(), conversation_id, first_seq, last_seq, 1, 'handed-off', 'no-passage-found', now()
        from turn t where exists (select 1 from unanswered_question u where u.turn_id = t.turn_id
          and u.group_id = ${done?.groupId}) limit 1`),
    );
    const [watched] = await listGroups(owner, ["done"], rig.ports);
    expect(watched?.countSinceDone).toBe(1);
  });

  test("a group that is put aside stays there, and a viewer moves none", async () => {
    const group = await groupOf(/kayak/);
    if (!group) throw new Error("no group");
    const viewer = await rig.addAgent("Vera", "viewer");
    await expect(moveGroup(viewer, group.groupId, "dismissed", rig.ports)).rejects.toThrow(/Not allowed/);
    await moveGroup(owner, group.groupId, "dismissed", rig.ports);
    await askInVain("can i rent a kayak from you");
    expect(await groupOf(/kayak/)).toBeUndefined();
    expect((await listGroups(owner, ["dismissed"], rig.ports))[0]?.count).toBe(2);
  });
});

describe("a proposal by the model", () => {
  let model: ToldModel;
  const propose = (language: "es" | "fr") =>
    proposeArticle(
      owner,
      { articleKey: "vegan-belts" as ArticleKey, language },
      { ...rig.ports, model },
      new AbortController().signal,
    );

  test("is a draft from what stands in the other languages, and not published by itself", async () => {
    model = createToldModel();
    const body = "Sí, tenemos cinturones de corcho sin piel animal para quien los prefiera.";
    model.says(
      `Here you are: ${JSON.stringify({ title: "Cinturones veganos", questions: ["¿tienen cinturones?"], body })}`,
    );
    const proposed = await propose("es");
    expect(proposed).toMatchObject({ kind: "proposed", version: { state: "draft", authorId: null, body } });
    expect(model.prompts.at(-1)).toContain("cork");
    const live = await rig.ports.knowledgeBase.live(shopId(), "vegan-belts" as ArticleKey);
    expect(live.map(({ language }) => language)).toEqual(["en"]);
  });

  test("nonsense, another language or nothing leaves the form as it was", async () => {
    model = createToldModel();
    model.says(
      "I cannot.",
      JSON.stringify({ title: "Belts", questions: [], body: "Yes, we have belts made of cork for you." }),
    );
    expect(await propose("fr")).toEqual({ kind: "failed" });
    expect(await propose("fr")).toEqual({ kind: "failed" });
    const versions = await rig.ports.knowledgeBase.versions(shopId(), "vegan-belts" as ArticleKey, "fr");
    expect(versions).toMatchObject([{ state: "draft", body: "[?]" }]);
  });
});

const TEXT = { title: "Vegan belts", url: null, tags: [], body: "Yes: belts made of cork.", reviewedUntil: null };

function at(version: { readonly versionId: string } | undefined) {
  if (!version) throw new Error("no version");
  return version.versionId as never;
}
