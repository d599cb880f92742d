/** Workers that come and go: what is under way when they stop is finished or taken up again, and nothing is left behind. */
import { afterEach, describe, expect, test } from "vitest";
import { createWorkers } from "../../src/compose/run-workers.ts";
import type { Clock } from "../../src/contracts/runtime.ts";
import { createBuyer } from "../support/buyer.ts";
import { systemClock } from "../support/recording-host.ts";
import { openStoryRig, type StoryRig } from "../support/story-rig.ts";
import { createGate, type Play } from "../support/told-channel.ts";
import { createToldModel } from "../support/told-model.ts";

const QUESTION = "How long does delivery take?";
let rig: StoryRig;
afterEach(() => rig.close());

function startWorkers(clock: Clock = systemClock) {
  const workers = createWorkers({ clock, log: rig.ports.log });
  workers.start({ ...rig.ports, clock, doorbell: workers.doorbell });
  return workers;
}

describe("stopping", () => {
  test("cuts the model short; after the start the question is answered, and no person is called", async () => {
    const model = createToldModel();
    rig = await openStoryRig({ runs: false, knowsMuch: false, model });
    const thought = model.thinks();
    const buyer = createBuyer(rig, { locale: "en" });
    await buyer.says(QUESTION);
    const first = startWorkers();
    await thought.asked;
    await first.stop();
    expect(buyer.heard()).toEqual([]);
    const second = startWorkers();
    await buyer.hears(/./).citing("delivery");
    expect(await rig.openTicketOf(buyer.threadKey)).toBeNull();
    await second.stop();
  });

  test("waits for a send that is under way, so that it is not sent again", async () => {
    rig = await openStoryRig({ runs: false, knowsMuch: false, capabilities: { hasSendKey: false } });
    const gate = createGate<Play>();
    const buyer = createBuyer(rig, { locale: "en" });
    buyer.meets({ kind: "wait", gate });
    await buyer.says("hello");
    const first = startWorkers();
    await gate.reached;
    const stopping = first.stop();
    gate.open({ kind: "deliver" });
    await stopping;
    const second = startWorkers();
    await rig.quiet();
    await second.stop();
    expect(buyer.heard()).toHaveLength(1);
  });

  test("leaves no timer: whoever slept is woken", async () => {
    let sleepers = 0;
    const counting: Clock = {
      ...systemClock,
      sleep: (ms, signal) => {
        sleepers += 1;
        return systemClock.sleep(ms, signal).finally(() => (sleepers -= 1));
      },
    };
    rig = await openStoryRig({ runs: false, knowsMuch: false });
    const buyer = createBuyer(rig, { locale: "en" });
    await buyer.says("hello");
    const workers = startWorkers(counting);
    await buyer.hearsNotice("greeting");
    await rig.quiet();
    await workers.stop();
    await new Promise((resolve) => setImmediate(resolve));
    expect(sleepers).toBe(0);
  });
});

describe("the sweep", () => {
  test("finds turns and messages although every ring is lost", async () => {
    rig = await openStoryRig({ runs: false, knowsMuch: false });
    const workers = createWorkers({ clock: systemClock, log: rig.ports.log });
    // Nobody rings: not the inbox, not the turn that queued an answer, not the send that made room for the next.
    workers.start({ ...rig.ports, doorbell: { ringTurns: () => {}, ringOutbox: () => {}, ringDesk: () => {} } });
    const buyer = createBuyer(rig, { locale: "en" });
    await buyer.says(QUESTION).gets(/7 days/);
    await buyer.says("thanks").getsNotice("thanks-reply");
    await workers.stop();
  });

  test("goes on after the database was away for a moment", async () => {
    rig = await openStoryRig({ runs: false, knowsMuch: false });
    let faults = 3;
    const { claimTurns } = rig.ports.conversations;
    const flaky: typeof claimTurns = (...args) =>
      (faults -= 1) >= 0 ? Promise.reject(new Error("Connection terminated")) : claimTurns(...args);
    const workers = createWorkers({ clock: systemClock, log: rig.ports.log });
    const conversations = { ...rig.ports.conversations, claimTurns: flaky };
    workers.start({ ...rig.ports, conversations, doorbell: workers.doorbell });
    const buyer = createBuyer(rig, { locale: "en" });
    await buyer.says("hello").getsNotice("greeting");
    await workers.stop();
    expect(rig.program.lines.filter((line) => line.event === "worker-failed")).toHaveLength(3);
  });
});
