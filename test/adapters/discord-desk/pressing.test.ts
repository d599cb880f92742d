/** Buttons, menus and forms of the team on Discord: answered within three seconds, to the one who pressed. */
import { afterEach, expect, test } from "vitest";
import type { StaffOutcome } from "../../../src/contracts/staff-desk.ts";
import type { DiscordFakeOptions } from "../../fakes/discord/start-discord-fake.ts";
import { createRecordingHost, type RecordingHost } from "../../support/recording-host.ts";
import { cleanUp, fastClock, WAIT } from "../discord-life.ts";
import { answered, type DeskRig, linkDesk, postOf, shownIn, signal, startDesk } from "./desk-rig.ts";

afterEach(cleanUp);

async function startCase(
  host?: RecordingHost,
  options: DiscordFakeOptions = {},
): Promise<DeskRig & { readonly threadKey: string }> {
  const rig = await startDesk(options, host);
  await linkDesk(rig);
  const threadKey = await rig.openThread("#12 Ana");
  const buttons = ["take", "macro", "note"].map((choiceId) => ({ choiceId, label: choiceId.toUpperCase() }));
  await rig.staff.post(postOf(threadKey, { buttons: [buttons] }), signal());
  return { ...rig, threadKey };
}

test("who presses alone sees what came of it", async () => {
  const rig = await startCase();
  rig.host.staffOutcome = { kind: "hint", text: "Bea has this ticket." };
  const press = await answered(rig.omar.pushes(rig.threadKey, "TAKE"));
  expect(press.replies).toMatchObject([{ content: "Bea has this ticket.", isPrivate: true }]);
  expect(rig.heard("pressed")).toMatchObject([{ choiceId: "take", threadKey: rig.threadKey, placeKey: rig.placeKey }]);
  expect(rig.host.received).toEqual([]);
});

test("a menu is a list to choose from, and what was chosen stands in its place", async () => {
  const rig = await startCase();
  const choices = Array.from({ length: 30 }, (_, index) => ({ choiceId: `macro:${index}`, label: `Macro ${index}` }));
  rig.host.staffOutcome = { kind: "menu", text: "Which macro?", choices };
  const press = await answered(rig.omar.pushes(rig.threadKey, "MACRO"));
  expect(press.replies).toMatchObject([{ content: "Which macro?", isPrivate: true }]);
  rig.host.staffOutcome = { kind: "done", text: "Sent." };
  const chosen = await answered(rig.omar.chooses(rig.threadKey, "Macro 3", press));
  expect(rig.heard("pressed").at(-1)).toMatchObject({ choiceId: "macro:3" });
  expect(chosen.answeredWith).toBe(7);
  expect(rig.fake.journal.rest("POST", `/interactions/${chosen.id}`).at(-1)?.body).toMatchObject({
    data: { content: "Sent.", components: [] },
  });
});

test("a note is written into a form in one's own language, and comes in as a note", async () => {
  const rig = await startCase();
  rig.host.staffOutcome = { kind: "ask-note", text: "Answer this message with your note." };
  const form = await answered(rig.omar.pushes(rig.threadKey, "NOTE"));
  expect(form.modal).toMatchObject({ title: "#12 Ana" });
  rig.host.staffOutcome = { kind: "accepted", what: "note" };
  const sent = await answered(rig.omar.submits(form, "Looks like *fraud*"));
  expect(rig.heard("said")).toMatchObject([
    { isNote: true, threadKey: rig.threadKey, parts: [{ kind: "text", text: "Looks like *fraud*" }] },
  ]);
  expect(sent.answeredWith).toBe(6);
  // Nothing of it has a message that could be marked: it is no fault.
  await rig.staff.showReceipt(
    { placeKey: rig.placeKey, threadKey: rig.threadKey },
    rig.heard("said")[0]?.messageKey ?? "",
    "delivered",
    signal(),
  );
  expect(shownIn(rig, rig.threadKey)).toHaveLength(1);
});

test("an outcome that takes its time is promised within three seconds and shown when it comes", async () => {
  const outcome = Promise.withResolvers<StaffOutcome>();
  // Ten times as fast: the two seconds of patience are two tenths.
  const host = Object.assign(createRecordingHost(), { clock: fastClock(10) });
  const rig = await startCase(host);
  Object.assign(host, { staff: { hear: () => Promise.resolve({ outcome: outcome.promise }) } });
  const press = await answered(rig.omar.pushes(rig.threadKey, "TAKE"));
  expect(press.answeredWith).toBe(5);
  outcome.resolve({ kind: "done", text: "The ticket is yours." });
  await expect.poll(() => press.replies, WAIT).toMatchObject([{ content: "The ticket is yours.", isPrivate: true }]);
});

test("what cannot be sent is said below the words, and shown once when it comes twice", async () => {
  const rig = await startCase();
  rig.host.staffOutcome = { kind: "hint", text: "Not sent: I do not know who you are." };
  const messageKey = rig.omar.writes(rig.threadKey, "On its way");
  const replies = () => shownIn(rig, rig.threadKey).filter(({ content }) => content.startsWith("Not sent"));
  await expect.poll(replies, WAIT).toHaveLength(1);
  rig.omar.repeatsLast();
  await expect.poll(() => rig.heard("said").length, WAIT).toBe(2);
  await expect
    .poll(() => rig.fake.journal.rest("POST", `/channels/${rig.threadKey}/messages`).length, WAIT)
    .toBeGreaterThanOrEqual(3);
  expect(replies()).toHaveLength(1);
  expect(rig.fake.journal.rest("POST", "/messages").at(-1)?.body).toMatchObject({
    message_reference: { message_id: messageKey },
  });
});

test("a sticker of theirs is marked as not sent", async () => {
  const rig = await startCase();
  rig.omar.writes(rig.threadKey, "");
  await expect.poll(() => [...(rig.fake.world.messages.get(rig.threadKey)?.at(-1)?.marks ?? [])], WAIT).toEqual(["⚠️"]);
  expect(rig.host.refusals).toEqual(["empty"]);
});

test("every call of a case's life is one that Discord's own document allows", async (context) => {
  const rig = await startCase(undefined, { checksSpec: true });
  const { threadKey, placeKey, staff } = rig;
  rig.host.staffOutcome = { kind: "ask-note", text: "Your note?" };
  const form = await answered(rig.omar.pushes(threadKey, "NOTE"));
  rig.host.staffOutcome = { kind: "menu", text: "Which?", choices: [{ choiceId: "macro:a", label: "A" }] };
  await answered(rig.omar.submits(form, "Careful"));
  await answered(rig.omar.pushes(threadKey, "MACRO"));
  rig.host.staffOutcome = { kind: "accepted", what: "reply" };
  const messageKey = rig.omar.writes(threadKey, "On its way");
  const marks = () => [...(rig.fake.world.messages.get(threadKey)?.at(-1)?.marks ?? [])];
  await expect.poll(marks, WAIT).toEqual(["📨"]);
  await staff.showReceipt({ placeKey, threadKey }, messageKey, "delivered", signal());
  const [card] = shownIn(rig, threadKey);
  const edited = await staff.editPost(postOf(threadKey, { text: "over" }), card?.id ?? "", signal());
  const shown = await staff.showThread({ placeKey, threadKey, title: "✅ #12 Ana", isOpen: false }, signal());
  expect([edited.kind, shown.kind]).toEqual(["delivered", "delivered"]);
  if (!rig.fake.spec) context.skip("Discord's document is not on this machine");
  expect(rig.fake.spec?.checkedCount()).toBeGreaterThan(10);
});
