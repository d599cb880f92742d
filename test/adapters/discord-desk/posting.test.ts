/** What the team reads on Discord: threads, posts and edits stand there once, within Discord's limits, or it is said why not. */
import { afterEach, describe, expect, test } from "vitest";
import type { ChannelAccountId } from "../../../src/contracts/ids.ts";
import type { StaffPostId } from "../../../src/contracts/staff-desk.ts";
import { createAdapter } from "../discord-rig.ts";
import { cleanUp, WAIT } from "../discord-life.ts";
import { linkDesk, postOf, shownIn, signal, staffOf, startDesk } from "./desk-rig.ts";

afterEach(cleanUp);

describe("threads", () => {
  test("opened twice for one cause there is one, also when the answers were lost", async () => {
    const rig = await startDesk();
    const thread = { postId: "thread-12" as StaffPostId, placeKey: rig.placeKey, title: "🟡 #12 *Ana* · es" };
    rig.fake.faults.next({ kind: "cut-after-accept", method: "POST", pathPart: "/messages" });
    expect(await rig.staff.openThread(thread, signal())).toMatchObject({ kind: "retry", reason: "no-answer" });
    rig.fake.faults.next({ kind: "cut-after-accept", method: "POST", pathPart: "/threads" });
    expect(await rig.staff.openThread(thread, signal())).toMatchObject({ kind: "retry" });
    // Another process, which knows nothing of the first.
    const other = staffOf(await createAdapter(rig.fake, rig.host));
    const [one, two] = [await rig.staff.openThread(thread, signal()), await other.openThread(thread, signal())];
    expect(one).toEqual(two);
    expect(rig.omar.threadsIn(rig.placeKey)).toMatchObject([{ name: "🟡 #12 *Ana* · es" }]);
    expect(shownIn(rig, rig.placeKey).map(({ content }) => content)).toEqual([String.raw`**🟡 #12 \*Ana\* · es**`]);
  });

  test("archived when the case is over, opened with it again, renamed on the way", async () => {
    const rig = await startDesk();
    const threadKey = await rig.openThread("🟡 #12 Ana");
    const face = { placeKey: rig.placeKey, threadKey, title: "✅ #12 Ana", isOpen: false };
    const done = { kind: "delivered", externalKey: threadKey };
    expect(await rig.staff.showThread(face, signal())).toEqual(done);
    expect(await rig.staff.showThread(face, signal())).toEqual(done);
    const [thread] = rig.omar.threadsIn(rig.placeKey);
    expect(thread).toMatchObject({ name: "✅ #12 Ana", thread: { isArchived: true } });
    expect(await rig.staff.showThread({ ...face, title: "🟡 #12 Ana", isOpen: true }, signal())).toEqual(done);
    expect(thread).toMatchObject({ name: "🟡 #12 Ana", thread: { isArchived: false } });
    // Discord takes two names in ten minutes: the third waits, and the desk goes on.
    expect(await rig.staff.showThread(face, signal())).toEqual(done);
    expect(thread).toMatchObject({ name: "🟡 #12 Ana", thread: { isArchived: true } });
    const post = await rig.staff.post(postOf(threadKey, { text: "The buyer writes again." }), signal());
    expect(post.kind).toBe("delivered");
    expect(thread).toMatchObject({ thread: { isArchived: false } });
  });

  test("opened anew for the same cause when somebody has deleted it, or its message: a message has one thread in its life", async () => {
    const rig = await startDesk();
    const first = await rig.openThread("#12 Ana");
    rig.vera.deletesChannel(first);
    const second = await rig.openThread("#12 Ana");
    expect(second).not.toBe(first);
    expect(await rig.openThread("#12 Ana")).toBe(second);
    expect(rig.omar.threadsIn(rig.placeKey).map(({ id }) => id)).toEqual([second]);
  });

  test("deleted by hand, lost rights, a deleted channel and a full server are told apart", async () => {
    const rig = await startDesk();
    await linkDesk(rig);
    const gone = await rig.openThread("#12 Ana");
    rig.vera.deletesChannel(gone);
    expect(await rig.staff.post(postOf(gone, {}), signal())).toMatchObject({ kind: "refused", reason: "thread-gone" });
    const threadKey = await rig.openThread("#13 Bo");
    rig.fake.world.denied.set(rig.placeKey, new Set(["send"]));
    expect(await rig.staff.post(postOf(threadKey, {}), signal())).toMatchObject({ reason: "no-rights" });
    rig.fake.world.denied.set(rig.placeKey, new Set(["view"]));
    expect(await rig.staff.inspect(rig.placeKey, "1", signal())).toEqual({ kind: "lacking", fault: "no-rights" });
    rig.fake.world.denied.clear();
    rig.fake.world.maxActiveThreads = 1;
    const full = { postId: "thread-14" as StaffPostId, placeKey: rig.placeKey, title: "#14 Cy" };
    expect(await rig.staff.openThread(full, signal())).toMatchObject({ kind: "retry", reason: "thread-limit" });
    rig.vera.deletesChannel(rig.placeKey);
    expect(await rig.staff.openThread(full, signal())).toMatchObject({ kind: "refused", reason: "desk-gone" });
    await expect.poll(() => rig.heard("place-changed"), WAIT).toMatchObject([{ fault: "desk-gone" }]);
  });

  test("a channel can be a desk when it is one of words and the bot may do what it needs", async () => {
    const rig = await startDesk();
    expect(await rig.staff.inspect(rig.placeKey, "1", signal())).toMatchObject({
      kind: "ready",
      placeName: "#support",
    });
    const threadKey = await rig.openThread("#12 Ana");
    expect(await rig.staff.inspect(threadKey, "1", signal())).toEqual({ kind: "lacking", fault: "no-threads" });
    expect(await rig.staff.inspect("123", "1", signal())).toEqual({ kind: "lacking", fault: "desk-gone" });
    rig.fake.world.denied.set(rig.placeKey, new Set(["threads"]));
    await linkDesk(rig);
    expect(await rig.staff.inspect(rig.placeKey, "1", signal())).toEqual({ kind: "lacking", fault: "no-rights" });
  });
});

describe("posts", () => {
  test("stand there once whatever becomes of the answers, as plain text that calls nobody, with their buttons", async () => {
    const rig = await startDesk();
    const threadKey = await rig.openThread("#12 Ana");
    const post = postOf(threadKey, {
      blocks: [
        { heading: "Ana", text: "# *where* is it? <@1100000000000000001> @everyone" },
        { heading: null, text: "[click](https://evil.example)" },
      ],
      buttons: [
        [
          { choiceId: "take", label: "Take" },
          { choiceId: "take", label: "Take" },
        ],
        [],
        [{ choiceId: "note", label: "Note" }],
      ],
    });
    rig.fake.faults.next({ kind: "cut-after-accept", method: "POST", pathPart: "/messages" });
    expect(await rig.staff.post(post, signal())).toMatchObject({ kind: "retry" });
    const delivered = await rig.staff.post(post, signal());
    const [shown, ...others] = shownIn(rig, threadKey);
    expect(others).toEqual([]);
    expect(delivered).toEqual({ kind: "delivered", externalKey: shown?.id });
    expect(shown?.content).toBe(
      String.raw`**Ana**
\# \*where\* is it? \<@1100000000000000001> @everyone
[click\](https://evil.example)`,
    );
    expect(shown?.components).toMatchObject([
      { components: [{ custom_id: "take" }] },
      { components: [{ custom_id: "note" }] },
    ]);
    expect(rig.fake.journal.rest("POST", "/messages").at(-1)?.body).toMatchObject({ allowed_mentions: { parse: [] } });
  });

  test("what escaping made too long becomes two messages, an edit stays one, and the buttons stand below the last", async () => {
    const rig = await startDesk();
    const threadKey = await rig.openThread("#12 Ana");
    const buttons = [[{ choiceId: "take", label: "Take" }]];
    const post = postOf(threadKey, { text: "*".repeat(1_800), buttons });
    const delivered = await rig.staff.post(post, signal());
    const shown = shownIn(rig, threadKey);
    expect(shown.map(({ components }) => components.length)).toEqual([0, 1]);
    expect(delivered).toMatchObject({ externalKey: shown[1]?.id });
    const edited = await rig.staff.editPost({ ...post, buttons: [] }, shown[1]?.id ?? "", signal());
    expect(edited.kind).toBe("delivered");
    expect(shown[1]?.content.endsWith("…")).toBe(true);
    expect(shown[1]?.components).toEqual([]);
    expect(await rig.staff.editPost(post, "123", signal())).toMatchObject({ reason: "post-gone" });
  });

  test("a post in an archived thread is edited all the same, and the thread stays archived", async () => {
    const rig = await startDesk();
    const threadKey = await rig.openThread("#12 Ana");
    const posted = await rig.staff.post(postOf(threadKey, {}), signal());
    if (posted.kind !== "delivered") throw new Error(posted.kind);
    const face = { placeKey: rig.placeKey, threadKey, title: "#12 Ana", isOpen: false };
    await rig.staff.showThread(face, signal());
    const edited = await rig.staff.editPost(postOf(threadKey, { text: "closed" }), posted.externalKey, signal());
    expect(edited).toEqual(posted);
    expect(shownIn(rig, threadKey).map(({ content }) => content)).toEqual(["closed"]);
    expect(rig.omar.threadsIn(rig.placeKey)).toMatchObject([{ thread: { isArchived: true } }]);
  });

  test("a file of a buyer on Discord is shown itself; one of another channel, or too large, is not made up", async () => {
    const rig = await startDesk();
    const threadKey = await rig.openThread("#12 Ana");
    const url = new URL("/cdn/proof.png", rig.fake.apiRoot).href;
    const attachment = { id: "77", filename: "proof.png", size: 25, url, proxy_url: url, content_type: "image/png" };
    const large = { ...attachment, id: "78", size: 9 * 1024 * 1024 };
    rig.fake.buyer("ana").says("look", { attachments: [attachment, large] });
    await expect.poll(() => rig.host.received.length, WAIT).toBe(1);
    const parts = rig.host.received[0]?.parts.filter((part) => part.kind === "image") ?? [];
    const { accountId } = rig.host;
    const post = (index: number, fields: Partial<{ accountId: ChannelAccountId }> = {}) => {
      const [part] = parts.slice(index);
      if (!part) throw new Error("no such part");
      const files = [{ part, accountId, ...fields }];
      return rig.staff.post(postOf(threadKey, { blocks: [], files, postId: `file-${index}` as StaffPostId }), signal());
    };
    expect((await post(0)).kind).toBe("delivered");
    expect((await post(0)).kind).toBe("delivered");
    expect(shownIn(rig, threadKey).map(({ attachments }) => attachments)).toMatchObject([
      [{ filename: "proof.png", size: 22 }],
    ]);
    expect(await post(1)).toMatchObject({ kind: "refused", reason: "invalid" });
    expect(await post(0, { accountId: "another" as ChannelAccountId })).toMatchObject({ kind: "refused" });
  });

  test("one thread's limit holds back this thread, a limit of all the whole desk", async () => {
    const rig = await startDesk({ messagesPerWindow: 2, windowMs: 400 });
    const threadKey = await rig.openThread("#12 Ana");
    const say = (text: string) => rig.staff.post(postOf(threadKey, { postId: text as StaffPostId, text }), signal());
    await say("one");
    await say("two");
    const held = await say("three");
    expect(held).toMatchObject({ kind: "retry", reason: "channel-limit" });
    const other = await rig.openThread("#13 Bo");
    expect((await rig.staff.post(postOf(other, {}), signal())).kind).toBe("delivered");
    await expect.poll(async () => (await say("three")).kind, WAIT).toBe("delivered");
    rig.fake.faults.next({ kind: "global-rate-limit", retryAfterSeconds: 0.2, method: "POST", pathPart: "/messages" });
    expect(await say("four")).toMatchObject({ kind: "retry", reason: "rate-limit" });
    await expect.poll(async () => (await say("four")).kind, WAIT).toBe("delivered");
    expect(shownIn(rig, threadKey).map(({ content }) => content)).toEqual(["one", "two", "three", "four"]);
  });

  test("what somebody wrote is marked when the buyer's channel has taken it", async () => {
    const rig = await startDesk();
    await linkDesk(rig);
    const threadKey = await rig.openThread("#12 Ana");
    rig.host.staffOutcome = { kind: "accepted", what: "reply" };
    const messageKey = rig.omar.writes(threadKey, "On its way");
    const marks = () => [...(rig.fake.world.messages.get(threadKey)?.at(-1)?.marks ?? [])];
    await expect.poll(marks, WAIT).toEqual(["📨"]);
    const place = { placeKey: rig.placeKey, threadKey };
    await rig.staff.showReceipt(place, messageKey, "delivered", signal());
    expect(marks()).toEqual(["✅"]);
  });
});
