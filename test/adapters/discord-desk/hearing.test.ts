/** What the team does on Discord comes in as what it is, and never as a buyer's word. */
import { afterEach, describe, expect, test } from "vitest";
import type { StaffEvent } from "../../../src/contracts/staff-desk.ts";
import { cleanUp, run, texts, WAIT } from "../discord-life.ts";
import { createAdapter } from "../discord-rig.ts";
import { answered, commandsAreThere, linkDesk, startDesk } from "./desk-rig.ts";

afterEach(cleanUp);

describe("a channel becomes a desk", () => {
  test("by /desk from somebody who manages the server, and words in its threads are heard from then on", async () => {
    const rig = await startDesk();
    const press = await linkDesk(rig);
    expect(press.replies).toMatchObject([{ content: "This is a desk now.", isPrivate: true }]);
    expect(rig.heard("link-desk")).toMatchObject([
      { code: "KEY7", placeKey: rig.placeKey, placeName: "#support", senderName: "vera", isAdministrator: true },
    ]);
    const threadKey = await rig.openThread("#12 Ana");
    const messageKey = rig.omar.writes(threadKey, "On its way <@1100000000000000001>");
    await expect
      .poll(() => rig.heard("said"), WAIT)
      .toMatchObject([
        {
          placeKey: rig.placeKey,
          threadKey,
          messageKey,
          senderName: "omar",
          isNote: false,
          parts: [{ kind: "text", text: "On its way" }],
        },
      ]);
    rig.omar.edits(messageKey, "On its way.");
    await expect.poll(() => rig.heard("edited"), WAIT).toMatchObject([{ messageKey, text: "On its way." }]);
    rig.omar.types(threadKey);
    await expect.poll(() => rig.heard("typing"), WAIT).toMatchObject([{ threadKey, senderName: "omar" }]);
    expect(rig.host.received).toEqual([]);
  });

  test("who may not manage the server is passed on as that", async () => {
    const rig = await startDesk();
    await commandsAreThere(rig);
    rig.host.staffOutcome = { kind: "hint", text: "Only an administrator." };
    const press = await answered(rig.omar.commands(rig.placeKey, "desk", { code: "KEY7" }));
    expect(rig.heard("link-desk")).toMatchObject([{ isAdministrator: false }]);
    expect(press.replies).toMatchObject([{ content: "Only an administrator.", isPrivate: true }]);
  });

  test("/link says who somebody is, and only they see the answer", async () => {
    const rig = await startDesk();
    await commandsAreThere(rig);
    rig.host.staffOutcome = { kind: "done", text: "You are Omar *here*." };
    const press = await answered(rig.omar.commands(rig.placeKey, "link", { code: "kd83-x" }));
    expect(rig.heard("link-account")).toMatchObject([{ code: "kd83-x", senderKey: rig.omar.user.id }]);
    expect(press.replies).toMatchObject([{ content: String.raw`You are Omar \*here\*.`, isPrivate: true }]);
  });

  test("buyers go on writing meanwhile, and nothing of theirs is lost to the new session", async () => {
    const rig = await startDesk();
    const ana = rig.fake.buyer("ana");
    ana.says("one");
    await expect.poll(() => texts(rig.host), WAIT).toEqual(["one"]);
    await commandsAreThere(rig);
    rig.host.staffOutcome = { kind: "done", text: "Done." };
    rig.vera.commands(rig.placeKey, "desk", { code: "KEY7" });
    for (const word of ["two", "three", "four"]) {
      ana.says(word);
      await new Promise((resolve) => setImmediate(resolve));
    }
    await expect.poll(() => texts(rig.host), WAIT).toEqual(["one", "two", "three", "four"]);
    expect(rig.fake.gateway.identifyCount()).toBeGreaterThanOrEqual(1);
  });

  test("a gateway without the right to read words serves buyers on, says that the desk is broken, and hears buttons", async () => {
    const rig = await startDesk({ allowedPrivileged: 0 });
    await commandsAreThere(rig);
    rig.host.staffOutcome = { kind: "done", text: "Done." };
    await answered(rig.vera.commands(rig.placeKey, "desk", { code: "KEY7" }));
    await expect.poll(() => rig.heard("place-changed"), WAIT).toMatchObject([{ fault: "no-rights" }]);
    await expect.poll(() => rig.fake.gateway.connectedCount(), WAIT).toBe(1);
    rig.fake.buyer("ana").says("still there?");
    await expect.poll(() => texts(rig.host), WAIT).toEqual(["still there?"]);
    const threadKey = await rig.openThread("#12 Ana");
    const messageKey = rig.omar.writes(threadKey, "nobody can read this");
    const said = rig.fake.world.messages.get(threadKey)?.find((message) => message.id === messageKey);
    await expect.poll(() => [...(said?.marks ?? [])], WAIT).toEqual(["⚠️"]);
    expect(rig.heard("said")).toEqual([]);
  });
});

describe("nothing of the team is lost", () => {
  test("a restart goes on with the session, and hears what was written meanwhile", async () => {
    const rig = await startDesk();
    await linkDesk(rig);
    const threadKey = await rig.openThread("#12 Ana");
    await rig.life.end();
    rig.omar.writes(threadKey, "while you were away");
    const sessions = rig.fake.gateway.identifyCount();
    run(await createAdapter(rig.fake, rig.host));
    await expect.poll(() => rig.heard("said").map(wordsOf), WAIT).toEqual(["while you were away"]);
    expect(rig.fake.gateway.identifyCount()).toBe(sessions);
  });

  test("what was written while Discord had forgotten the session is read from the threads", async () => {
    const rig = await startDesk();
    await linkDesk(rig);
    const threadKey = await rig.openThread("#12 Ana");
    rig.fake.gateway.invalidateAll(false);
    rig.omar.writes(threadKey, "into the gap");
    rig.omar.writes(rig.placeKey, "beside the threads");
    await rig.fake.untilConnected();
    rig.omar.writes(threadKey, "and after it");
    // What comes twice is known inside by its id; what was missed comes first.
    const inThread = () => rig.heard("said").filter((event) => event.threadKey === threadKey);
    await expect.poll(() => [...new Set(inThread().map(wordsOf))], WAIT).toEqual(["into the gap", "and after it"]);
    expect(rig.host.received).toEqual([]);
  });

  test("a database that is away for a moment holds back the thread, not the buyers", async () => {
    const rig = await startDesk();
    await linkDesk(rig);
    const threadKey = await rig.openThread("#12 Ana");
    const { hear } = rig.host.staff;
    let isAway = true;
    Object.assign(rig.host.staff, {
      hear: (event: StaffEvent) => (isAway ? Promise.reject(new Error("away")) : hear(event)),
    });
    rig.omar.writes(threadKey, "one");
    rig.omar.writes(threadKey, "two");
    rig.fake.buyer("ana").says("hello");
    await expect.poll(() => texts(rig.host), WAIT).toEqual(["hello"]);
    isAway = false;
    await expect.poll(() => rig.heard("said").map(wordsOf), WAIT).toEqual(["one", "two"]);
  });
});

function wordsOf({ parts }: Extract<StaffEvent, { readonly kind: "said" }>): string {
  return parts.map((part) => (part.kind === "text" ? part.text : "")).join("");
}
