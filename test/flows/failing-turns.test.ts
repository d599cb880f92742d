/** Turns that break: a fault, a dead worker, a stop, a poisoned message. Each ends with a person, never with silence. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { LanguageModel } from "../../src/contracts/language-model.ts";
import type { CueBook } from "../../src/contracts/texts.ts";
import { createTurnTaker } from "../../src/flows/take-turns.ts";
import { createBuyer } from "../support/buyer.ts";
import { openStoryRig, type StoryRig } from "../support/story-rig.ts";
import { createToldModel } from "../support/told-model.ts";

const QUESTION = "How long does delivery take?";

/** Word lists that break when the poison is looked at, as a fault in routing would. */
function poisonCues(cues: CueBook): CueBook {
  return new Proxy(cues, {
    get(target, name) {
      if (isPoisoned) throw new RangeError("this message breaks whoever reads it");
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === "function" ? (value as () => unknown).bind(target) : value;
    },
  });
}
let isPoisoned = false;

describe("stepped by hand", () => {
  let rig: StoryRig;
  const model = createToldModel();
  beforeAll(async () => {
    rig = await openStoryRig({
      runs: false,
      model,
      wire: (ports) => ({ ...ports, texts: { ...ports.texts, cues: poisonCues(ports.texts.cues) } }),
    });
  });
  afterAll(() => rig.close());

  const oneTurnAtATime = async (isBroken: boolean) => {
    isPoisoned = isBroken;
    await rig.turn();
    isPoisoned = false;
    await rig.timePasses();
  };

  test("a turn that fails three times becomes a numbered ticket, with the buyer's words for the person", async () => {
    const buyer = createBuyer(rig, { locale: "es-MX" });
    await buyer.says("¿Cuánto tarda el envío a México?");
    for (let n = 0; n < 3; n += 1) await oneTurnAtATime(true);
    expect(await rig.openTicketOf(buyer.threadKey)).toBeNull();
    // The words are still poison: giving up must not read them.
    await oneTurnAtATime(true);
    expect(await rig.openTicketOf(buyer.threadKey)).not.toBeNull();
    await rig.work();
    const said = await buyer.hearsNotice("handoff-opened").in("es");
    const ticket = await rig.openTicketOf(buyer.threadKey);
    expect(ticket).toMatchObject({ reason: "failed-repeatedly", note: "¿Cuánto tarda el envío a México?" });
    expect(said?.text).toContain(String(ticket?.number));
  });

  test("a message whose worker is killed each time becomes a ticket: attempts are counted before the work", async () => {
    const buyer = createBuyer(rig, { locale: "en" });
    await buyer.says(QUESTION);
    for (let n = 0; n < 3; n += 1) {
      const [claim] = await rig.program.claimOf(rig.program.accountId, 30_000);
      expect(claim?.attempt).toBe(n + 1);
      await rig.leasesEnd();
    }
    await rig.work();
    await buyer.hearsNotice("handoff-opened");
    expect(await rig.openTicketOf(buyer.threadKey)).toMatchObject({ reason: "failed-repeatedly" });
  });

  test("a poisoned message of a buyer whom a person has is settled and shown, not retried for ever", async () => {
    const buyer = createBuyer(rig, { locale: "en" });
    await buyer.says("a person please");
    await rig.work();
    await buyer.hearsNotice("handoff-opened");
    await buyer.says("poison");
    for (let n = 0; n < 4; n += 1) await oneTurnAtATime(true);
    expect(await rig.turn()).toBe(0);
    await rig.timePasses();
    expect(await rig.turn()).toBe(0);
  });

  test("a turn that is cut short by a stop is no answer and no ticket: it is taken up again", async () => {
    const buyer = createBuyer(rig, { locale: "en" });
    const stopping = new AbortController();
    const thought = model.thinks();
    await buyer.says(QUESTION);
    const options = { maxInFlight: 1, random: () => 0, signal: stopping.signal, onDone: () => {} };
    const taker = createTurnTaker(rig.ports, options);
    await taker.takeDue(rig.program.shop.shopId);
    await thought.asked;
    stopping.abort();
    await taker.idle();
    await rig.send();
    expect(buyer.heard()).toEqual([]);
    await rig.work();
    await buyer.hears(/./).citing("shipping-times");
    expect(await rig.openTicketOf(buyer.threadKey)).toBeNull();
  });

  test("several quick messages are one turn with one answer", async () => {
    const buyer = createBuyer(rig, { locale: "es" });
    await buyer.says("hola");
    await buyer.says("una pregunta");
    await buyer.says("¿cuánto tarda el envío a México?");
    await rig.work();
    await buyer.hears(/./).in("es").citing("shipping-times");
    expect(buyer.heard()).toHaveLength(1);
  });
});

describe("beside others", () => {
  test("one message that always breaks does not hold up other conversations, and ends with a person", async () => {
    const sound = createToldModel();
    const faulty: LanguageModel = {
      complete(messages, options) {
        const isPoison = messages.some((message) => message.text.includes("POISON"));
        return isPoison ? Promise.reject(new TypeError("a model with a fault")) : sound.complete(messages, options);
      },
    };
    const rig = await openStoryRig({ runs: true, model: faulty });
    try {
      const poisoned = createBuyer(rig, { locale: "en" });
      await poisoned.says("POISON how long does delivery take?");
      const others = Array.from({ length: 12 }, () => createBuyer(rig, { locale: "en" }));
      await Promise.all(others.map((buyer) => buyer.says(QUESTION).gets(/./).citing("shipping-times")));
      expect(poisoned.heard()).toEqual([]);
      await poisoned.hearsNotice("handoff-opened");
      expect(await rig.openTicketOf(poisoned.threadKey)).toMatchObject({ reason: "failed-repeatedly" });
    } finally {
      await rig.close();
    }
  });
});
