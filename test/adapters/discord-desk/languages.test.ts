/** A case on Discord whose buyer and team share no language: the translation is edited in, a reply is shown as it went. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { createTranslatingModel } from "../../support/translating-model.ts";
import { until } from "../../support/until.ts";
import { cleanUp } from "../discord-life.ts";
import { answerOf, type DeskStory, linkTheDesk, openDeskStory } from "./desk-story.ts";

const model = createTranslatingModel();
let story: DeskStory;

beforeAll(async () => {
  story = await openDeskStory(model);
  await linkTheDesk(story);
}, 60_000);

afterAll(cleanUp);

test("the buyer's words get their translation, the reply its proof; what cannot be translated waits for two buttons", async () => {
  const { staff: omar } = await story.colleague("Omar");
  const ana = story.fake.buyer("ana", "es-ES");
  const got = () => ana.reads().map(({ content }) => content);
  model.knows("hablar con una persona", "I would like to talk to a person");
  ana.says("Quiero hablar con una persona, por favor");
  const thread = await story.threadOf("ana");
  const messages = () => story.fake.world.messages.get(thread.id) ?? [];
  const original = await until("the translation", () =>
    messages().find(({ content }) => content.includes("I would like to talk to a person")),
  );
  expect(original.content).toMatch(/Quiero hablar con una persona, por favor\n\*\*🌐 English\*\*\nI would like/);

  model.knows("on its way", "El paquete va de camino.");
  const messageKey = omar.writes(thread.id, "The parcel is on its way to you.");
  await until("the reply", () => got().some((text) => text.includes("El paquete va de camino.")));
  const beneath = (key: string) =>
    messages().filter(({ extra }) => JSON.stringify(extra["message_reference"] ?? {}).includes(`"${key}"`));
  const shown = await until("what was sent", () => beneath(messageKey)[0]);
  expect(shown.content).toBe("**🌐 Spanish**\nEl paquete va de camino.");

  model.fails(true);
  const held = omar.writes(thread.id, "It comes with DHL on Monday.");
  const asked = await until("the question", () => beneath(held)[0]);
  expect(asked.content).toContain("Not sent: the buyer reads Spanish");
  const again = omar.pushes(thread.id, "Try again");
  expect(await answerOf(again)).toContain("could not be translated");
  expect(got().some((text) => text.includes("DHL"))).toBe(false);
  expect(await answerOf(omar.pushes(thread.id, "Send as written"))).toBe("Sent as written.");
  await until("the words", () => got().some((text) => text.includes("It comes with DHL on Monday.")));
  await until("the end of the question", () => beneath(held)[0]?.content === "Sent as written.");
  expect([beneath(held).length, beneath(held)[0]?.components]).toEqual([1, []]);
  expect(story.rig.program.lines.filter(({ level }) => level === "error")).toEqual([]);
});
