/** The assistant after a person: it knows nothing of what they said, and a channel that is off keeps no case open. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { releaseTicket } from "../../src/flows/agent-action.ts";
import { createBuyer } from "../support/buyer.ts";
import { createDesk } from "../support/desk.ts";
import { openStoryRig, type StoryRig } from "../support/story-rig.ts";
import { createToldModel, type ToldModel } from "../support/told-model.ts";

let rig: StoryRig;
let model: ToldModel;
beforeAll(async () => {
  model = createToldModel();
  rig = await openStoryRig({ runs: false, model });
});
afterAll(() => rig.close());

test.each(["resolved", "given back"])("a case that was %s leaves no word of it in a prompt", async (way) => {
  const buyer = createBuyer(rig, { locale: "en" });
  const mina = await createDesk(rig, "Mina Park");
  await buyer.says("a person please, about the zebrawood table");
  await rig.work();
  await mina.replies(buyer, "I will stay silent from now on, says Mina of the quokka desk.");
  await rig.work();
  if (way === "resolved") await mina.resolves(buyer);
  else await mina.releases(buyer, "assistant");
  await rig.work();
  model.prompts.length = 0;
  await buyer.says("and how long does that take to Spain?");
  await buyer.says("How long does delivery take?");
  await rig.work();
  expect(model.prompts.length).toBeGreaterThan(0);
  const said = model.prompts.join("\n");
  expect(said).toContain("How long does delivery take?");
  expect(said).not.toMatch(/zebrawood|quokka|resolved|assistant again/);
});

test("a case on a channel that is switched off can be given back: the assistant has it, and nobody is told", async () => {
  const buyer = createBuyer(rig, { locale: "en" });
  const mina = await createDesk(rig, "Mina Park");
  await buyer.says("a person please");
  await rig.work();
  await mina.takes(buyer);
  await rig.work();
  const ticket = await rig.openTicketOf(buyer.threadKey);
  if (!ticket) throw new Error("no ticket");
  const count = buyer.heard().length;
  const ports = { ...rig.ports, channels: { accountIds: [], adapterOf: () => null } };
  expect(await releaseTicket(mina.agent, ticket.ticketId, "assistant", ports)).toEqual({ kind: "done" });
  await rig.work();
  expect(buyer.heard()).toHaveLength(count);
  const conversation = await rig.ports.conversations.get(rig.program.shop.shopId, ticket.conversationId);
  expect(conversation?.holder).toEqual({ kind: "assistant" });
});
