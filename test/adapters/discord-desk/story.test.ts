/** A case worked on from Discord alone: taken, answered, noted and resolved in its thread, and nobody is talked over. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { until } from "../../support/until.ts";
import { cleanUp, WAIT } from "../discord-life.ts";
import { answerOf, type DeskStory, linkTheDesk, openDeskStory } from "./desk-story.ts";

const SLOW = { timeout: 30_000 };
const ASKS = "I want to talk to a person";

let story: DeskStory;

beforeAll(async () => {
  story = await openDeskStory();
  await linkTheDesk(story);
}, 60_000);

afterAll(cleanUp);

const said = (name: string) =>
  story.fake
    .buyer(name)
    .reads()
    .map(({ content }) => content);
const openTicket = async (name: string) => story.rig.openTicketOf(story.fake.buyer(name).channelId);
const shown = (threadId: string, what: RegExp) =>
  expect.poll(() => story.reads(threadId).some((text) => what.test(text)), WAIT).toBe(true);

describe("a case on Discord", SLOW, () => {
  test("is taken, answered, noted and resolved in its thread; the note never leaves it", async () => {
    const { staff: omar } = await story.colleague("Omar");
    const ana = story.fake.buyer("ana", "en-US");
    ana.says(ASKS);
    const thread = await story.threadOf("ana");
    expect(await answerOf(omar.pushes(thread.id, "✋ Take"))).toBe("The ticket is yours.");
    await shown(thread.id, /Omar has the ticket/);
    const messageKey = omar.writes(thread.id, "Hello, I am looking at it.");
    await expect.poll(() => said("ana").at(-1), WAIT).toMatch(/Omar:\*\* Hello, I am looking at it\./);
    const marks = () => story.fake.world.messages.get(thread.id)?.find(({ id }) => id === messageKey)?.marks ?? [];
    await expect.poll(() => [...marks()], WAIT).toEqual(["✅"]);
    ana.says("My order is HL-20480108");
    await shown(thread.id, /HL-20480108/);
    const form = omar.pushes(thread.id, "📝 Note");
    await expect.poll(() => form.modal, WAIT).not.toBeNull();
    omar.submits(form, "Smells like fraud");
    omar.writes(thread.id, "// and another word among us");
    const ticket = await openTicket("ana");
    const notes = () => story.rig.ports.desk.notesOf(story.rig.program.shop.shopId, ticket?.ticketId ?? ("" as never));
    await expect
      .poll(async () => (await notes()).map(({ text }) => text).toSorted(), WAIT)
      .toEqual(["Smells like fraud", "and another word among us"]);
    expect(await answerOf(omar.pushes(thread.id, "✅ Resolve"))).toBe("Resolved.");
    await expect.poll(() => thread.thread?.isArchived, WAIT).toBe(true);
    await expect.poll(() => openTicket("ana"), WAIT).toBeNull();
    expect(said("ana").filter((text) => /fraud|among us/.test(text))).toEqual([]);
    expect(story.rig.program.lines.filter(({ level }) => level === "error")).toEqual([]);
  });

  test("two who press take at once: one has it, the other is asked, and the buyer hears of one", async () => {
    const [{ staff: bea }, { staff: cem }] = [await story.colleague("Bea"), await story.colleague("Cem")];
    story.fake.buyer("bo", "en-US").says(ASKS);
    const thread = await story.threadOf("bo");
    const answers = await Promise.all([bea, cem].map((one) => answerOf(one.pushes(thread.id, "✋ Take"))));
    expect(answers.filter((answer) => answer === "The ticket is yours.")).toHaveLength(1);
    const loser = answers[0] === "The ticket is yours." ? cem : bea;
    const winner = loser === cem ? "Bea" : "Cem";
    expect(answers.find((answer) => answer !== "The ticket is yours.")).toContain(winner);
    loser.writes(thread.id, "I answer as well");
    await shown(thread.id, new RegExp(`Not sent: ${winner} has this ticket`));
    expect(said("bo").filter((text) => /I answer as well/.test(text))).toEqual([]);
    expect(said("bo").filter((text) => /Bea|Cem/.test(text))).toHaveLength(1);
  });

  test("who is not linked, or may work on cases no more, reaches nobody and is told so", async () => {
    const { agent, staff: dan } = await story.colleague("Dan");
    story.fake.buyer("cy", "en-US").says(ASKS);
    const thread = await story.threadOf("cy");
    const stranger = story.fake.staff("stranger");
    stranger.writes(thread.id, "Buy my course");
    await shown(thread.id, /Not sent: I do not know who you are/);
    expect(await answerOf(stranger.pushes(thread.id, "✋ Take"))).toMatch(/I do not know who you are/);
    await story.losesRights(agent);
    dan.writes(thread.id, "I still work here");
    await shown(thread.id, /may not work on tickets any more/);
    expect(said("cy").filter((text) => /course|still work/.test(text))).toEqual([]);
  });

  test("a thread that is deleted by hand comes back with the next word, once", async () => {
    const { staff: eva } = await story.colleague("Eva");
    const dora = story.fake.buyer("dora", "en-US");
    dora.says(ASKS);
    const first = await story.threadOf("dora");
    eva.deletesChannel(first.id);
    dora.says("are you there?");
    const second = await until("another thread", async () => {
      const thread = await story.threadOf("dora");
      return thread.id !== first.id && thread;
    });
    await shown(second.id, /are you there\?/);
    eva.writes(second.id, "Yes, here I am");
    await expect.poll(() => said("dora").at(-1), WAIT).toMatch(/Yes, here I am/);
    const refusals = () => story.rig.program.lines.filter(({ event }) => event === "staff-post-refused").length;
    const before = refusals();
    eva.deletesChannel(second.id);
    dora.says("thanks");
    // Whoever deletes it again means it: the post is given up, and no third thread opens.
    await until("the refusal", () => refusals() > before);
    expect(eva.threadsIn(story.placeKey).filter(({ name }) => name.includes("dora"))).toEqual([]);
  });

  test("who types in the thread is seen in the console as typing there", async () => {
    const { agent, staff: fay } = await story.colleague("Fay");
    story.fake.buyer("eli", "en-US").says(ASKS);
    const thread = await story.threadOf("eli");
    fay.types(thread.id);
    await expect
      .poll(() => story.rig.events.filter(({ kind }) => kind === "presence"), WAIT)
      .toMatchObject([{ agentId: agent.agentId, name: "Fay", state: "typing" }]);
  });
});
