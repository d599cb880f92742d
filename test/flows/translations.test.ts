/** With running workers: what a buyer writes to a person is translated beside the talk, which goes on whatever the model does. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { createFakeChat } from "../fakes/openai/create-fake-chat.ts";
import { type OpenAiFake, startOpenAiFake } from "../fakes/openai/start-openai-fake.ts";
import { createBuyer } from "../support/buyer.ts";
import { createDesk } from "../support/desk.ts";
import { openStoryRig, type StoryRig } from "../support/story-rig.ts";
import { until } from "../support/until.ts";

let fake: OpenAiFake;
let rig: StoryRig;
beforeAll(async () => {
  fake = await startOpenAiFake();
  rig = await openStoryRig({ runs: true, model: createFakeChat(fake), knowsMuch: false });
});
afterAll(async () => {
  await rig.close();
  await fake.stop();
});

const madeFor = async (conversationId: Awaited<ReturnType<StoryRig["conversationOf"]>>) => {
  const { shopId } = rig.program.shop;
  const messages = await rig.ports.conversations.timeline(shopId, conversationId, { limit: 50 });
  const ids = messages.filter(({ speaker }) => speaker === "buyer").map(({ messageId }) => messageId);
  return rig.ports.translations.find(shopId, ids, "en");
};

test("a held case is translated by the loop as it goes on; a server that hangs keeps nobody from answering", async () => {
  const buyer = createBuyer(rig, { locale: "es" });
  const mina = await createDesk(rig, "Mina Park");
  fake.script.always("chat", { kind: "text", text: JSON.stringify({ translation: "I would like a person, please" }) });
  await buyer.says("Quiero hablar con una persona").getsNotice("handoff-opened");
  const conversationId = await rig.conversationOf(buyer.threadKey);
  expect(await madeFor(conversationId)).toEqual([]);
  await mina.takes(buyer);
  await buyer.hearsNotice("agent-joined");
  await until("it is made", async () => (await madeFor(conversationId))[0]?.state === "made");
  fake.script.always("chat", { kind: "no-response" });
  await buyer.says("Mi paquete no llega desde hace tres semanas");
  await until("it is asked for", async () => (await madeFor(conversationId)).some(({ state }) => state === "wanted"));
  await mina.replies(buyer, "Lo miro ahora mismo.");
  await buyer.hears("Lo miro ahora mismo.");
});
