/**
 * The promises every channel adapter keeps. Each adapter's test calls this once, with a rig that starts the adapter
 * against a server which speaks the platform's protocol; a promise a channel cannot give is skipped with its reason.
 */
import { inspect } from "node:util";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { ChannelAdapter } from "../../src/contracts/channel-adapter.ts";
import type { ConversationId, OutboundId } from "../../src/contracts/ids.ts";
import type { Address, Choice, InboundMessage, OutboundMessage } from "../../src/contracts/message.ts";
import type { RecordingHost } from "../support/recording-host.ts";

/** What `failNextSend` does to the next send, and to that one alone. */
export type SendFault = "rate-limit" | "server-error" | "blocked" | "cut-after-accept" | "refuse-connection";

/** The delay a rig's platform asks for when `failNextSend("rate-limit")` strikes. */
export const RATE_LIMIT_DELAY_MS = 3_000;

/** One message as the buyer sees it. */
export interface ShownMessage {
  /** Everything the buyer can read in it, sources included, markup already rendered. */
  readonly text: string;
  readonly choiceLabels: readonly string[];
}

/** One buyer on one platform, and the adapter between that platform and a recording host. */
export interface Rig {
  /** The newest adapter; `restart` replaces it. The contract calls `run`, the rig never does. */
  readonly adapter: ChannelAdapter;
  readonly host: RecordingHost;
  /** Strings that may never stand in a log line or in a delivery: tokens, secrets. */
  readonly secrets: readonly string[];
  /** Resolves once the running adapter would get what the buyer says (a gateway is connected). */
  untilReady?(): Promise<void>;
  /** Builds another adapter on the same platform and host, as a new process would. Its `run` is not called yet. */
  restart(): Promise<void>;
  /** Resolves when the platform has taken the message; never waits for the adapter. Keeps the order of the calls. */
  buyerSays(text: string): Promise<void>;
  /** The platform delivers the buyer's last message once more, as after a lost acknowledgement. */
  redeliverLast(): Promise<void>;
  /** The buyer presses that choice below the newest message that shows it. */
  buyerPresses(choice: Choice): Promise<void>;
  /** What the buyer sees from us, oldest first. */
  delivered(): Promise<readonly ShownMessage[]>;
  /** "cut-after-accept": the platform takes the message and the answer is lost. */
  failNextSend(fault: SendFault): Promise<void>;
  /** Stops the platform and everything the rig opened; the adapter has been aborted before. */
  stop(): Promise<void>;
}

export interface ContractOptions {
  start(): Promise<Rig>;
  /** By the exact name of the test; an unknown name fails. */
  readonly skip?: readonly { readonly test: string; readonly reason: string }[];
}

const NEVER = new AbortController().signal;
const ODD_TEXT = "שלום، أهلاً \u2067abc\u2069 \u200F!\nзаказ №7 👩‍👩‍👧‍👦 🇲🇽\n\n注文は？ ก็ไม่รู้";

/** Runs every promise against the adapter; see `Rig` for what a channel must bring. */
export function channelAdapterContract(name: string, options: ContractOptions): void {
  const skips = new Map((options.skip ?? []).map((entry) => [entry.test, entry.reason]));
  const promise = (title: string, body: () => Promise<void>) => {
    const reason = skips.get(title);
    skips.delete(title);
    if (reason === undefined) test(title, body);
    else test.skip(`${title} (skipped: ${reason})`, body);
  };

  describe(`${name} keeps the contract of a channel adapter:`, () => {
    let rig: Rig;
    let running: Running;

    beforeEach(async () => {
      rig = await options.start();
      running = await begin(rig);
    });

    afterEach(async () => {
      await running.end();
      await rig.stop();
      expectNoSecret(rig, rig.host.lines);
    });

    const meet = async (): Promise<Address> => {
      await rig.buyerSays("hello");
      await expect.poll(() => texts(rig.host), WAIT).toEqual(["hello"]);
      const [message] = rig.host.received;
      if (!message) throw new Error("unreachable: polled above");
      return { shopId: rig.host.shopId, accountId: rig.host.accountId, threadKey: message.threadKey };
    };
    const send = async (message: OutboundMessage, signal: AbortSignal = NEVER) => {
      const delivery = await rig.adapter.send(message, signal);
      expectNoSecret(rig, delivery);
      return delivery;
    };
    const shown = async () => (await rig.delivered()).map((message) => message.text);

    promise("a message of the buyer arrives with its text, thread, sender and a moment", async () => {
      const before = Date.now();
      await rig.buyerSays("hello");
      await expect.poll(() => texts(rig.host), WAIT).toEqual(["hello"]);
      const [message] = rig.host.received;
      expect(message?.threadKey).toMatch(/\S/);
      expect(message?.senderKey).toMatch(/\S/);
      expect(message?.externalId).toMatch(/^\S{1,200}$/);
      expect(Number.isInteger(message?.sentAt)).toBe(true);
      expect(Math.abs((message?.sentAt ?? 0) - before)).toBeLessThan(60_000);
    });

    promise("messages arrive in the order in which they were written", async () => {
      const written = Array.from({ length: 12 }, (_, index) => `message ${index + 1}`);
      for (const text of written) await rig.buyerSays(text);
      await expect.poll(() => texts(rig.host), WAIT).toEqual(written);
      expect(new Set(rig.host.received.map((message) => message.externalId)).size).toBe(written.length);
    });

    promise("a redelivered message carries the same external id", async () => {
      const offered = recordOffers(rig.host);
      await rig.buyerSays("once only");
      await expect.poll(() => texts(rig.host), WAIT).toEqual(["once only"]);
      await rig.redeliverLast();
      await rig.buyerSays("afterwards");
      await expect.poll(() => texts(rig.host), WAIT).toEqual(["once only", "afterwards"]);
      const ids = offered.filter((message) => textOf(message) === "once only").map((message) => message.externalId);
      expect(new Set(ids).size).toBe(1);
    });

    promise("a message whose storing was cut short by a kill comes again after the restart", async () => {
      const store = holdStore(rig.host);
      await rig.buyerSays("do not lose me");
      await rig.buyerSays("nor me");
      await expect.poll(() => store.heldCount(), WAIT).toBeGreaterThan(0);
      // The process dies inside the transaction: nothing was committed, so nothing may have been acknowledged.
      running.abort();
      store.break();
      await running.settled();
      expect(texts(rig.host)).toEqual([]);
      store.mend();
      await rig.restart();
      running = await begin(rig);
      await expect.poll(() => texts(rig.host), WAIT).toEqual(["do not lose me", "nor me"]);
    });

    promise("a message that could not be stored at first comes again without a restart", async () => {
      let failures = 0;
      rig.host.beforeStore = () => {
        failures += 1;
        return failures <= 2 ? Promise.reject(new Error("the database is away")) : Promise.resolve();
      };
      await rig.buyerSays("patience");
      await expect.poll(() => texts(rig.host), WAIT).toEqual(["patience"]);
    });

    promise("what the buyer writes while no process runs arrives afterwards", async () => {
      await meet();
      await running.end();
      await rig.buyerSays("anybody there?");
      await rig.restart();
      running = await begin(rig);
      await expect.poll(() => texts(rig.host), WAIT).toEqual(["hello", "anybody there?"]);
    });

    promise("bidi marks, emoji and line breaks survive both ways", async () => {
      await rig.buyerSays(ODD_TEXT);
      await expect.poll(() => texts(rig.host), WAIT).toEqual([ODD_TEXT]);
      const threadKey = rig.host.received[0]?.threadKey ?? "";
      const to = { shopId: rig.host.shopId, accountId: rig.host.accountId, threadKey };
      expect(await send(outbound(to, { text: ODD_TEXT }))).toMatchObject({ kind: "delivered" });
      await expect.poll(shown, WAIT).toEqual([ODD_TEXT]);
    });

    promise("a text is shown as it was written, and its delivery names the platform's id", async () => {
      const to = await meet();
      const delivery = await send(outbound(to, { text: "Your parcel left on Monday." }));
      expect(delivery).toEqual({ kind: "delivered", externalId: expect.stringMatching(/\S/) });
      await expect.poll(shown, WAIT).toEqual(["Your parcel left on Monday."]);
    });

    promise("a text of the greatest length is shown whole", async () => {
      const to = await meet();
      const text = "abcdefghi ".repeat(1_000).slice(0, Math.min(rig.adapter.capabilities.maxTextLength, 8_000) - 1);
      expect(await send(outbound(to, { text: `${text}z` }))).toMatchObject({ kind: "delivered" });
      await expect.poll(async () => (await shown()).map((one) => one.length), WAIT).toEqual([text.length + 1]);
      expect(await shown()).toEqual([`${text}z`]);
    });

    promise("choices are shown with their labels, and a pressed one arrives as that choice", async () => {
      const to = await meet();
      const choices = [
        { choiceId: "clarify:shipping-times", label: "Delivery time" },
        { choiceId: "person", label: "一个人，请 🙋" },
      ];
      await send(outbound(to, { text: "Which one?", choices }));
      const labels = async () => (await rig.delivered()).map((message) => message.choiceLabels);
      await expect.poll(labels, WAIT).toEqual([["Delivery time", "一个人，请 🙋"]]);
      await rig.buyerPresses({ choiceId: "person", label: "一个人，请 🙋" });
      await expect.poll(() => rig.host.received.length, WAIT).toBe(2);
      expect(rig.host.received[1]?.threadKey).toBe(to.threadKey);
      expect(rig.host.received[1]?.parts).toEqual([
        { kind: "choice", choiceId: "person", label: expect.stringMatching(/person|一个人，请 🙋/u) },
      ]);
    });

    promise("sources are shown below the text with number and title", async () => {
      const to = await meet();
      const source = { articleKey: "shipping-times", quote: "7 to 12 days", url: null };
      const sources = [
        { ...source, number: 1, title: "Shipping times" },
        { ...source, number: 2, title: "Customs & duties" },
      ];
      await send(outbound(to, { text: "It takes 7 to 12 days [1][2].", sources }));
      await expect.poll(async () => (await shown()).length, WAIT).toBe(1);
      const [text] = await shown();
      expect(text).toMatch(/It takes 7 to 12 days \[1\]\[2\]\.[^]*1[^]*Shipping times[^]*2[^]*Customs & duties/);
    });

    promise("a rate limit is a retry after the platform's delay, and shows nothing", async () => {
      const to = await meet();
      await rig.failNextSend("rate-limit");
      const startedAt = Date.now();
      const delivery = await send(outbound(to, { text: "later" }));
      expect(delivery.kind).toBe("retry");
      if (delivery.kind === "retry") {
        const waitedMs = Date.now() - startedAt;
        expect(delivery.afterMs + waitedMs).toBeGreaterThanOrEqual(RATE_LIMIT_DELAY_MS - 100);
        expect(delivery.afterMs).toBeLessThanOrEqual(RATE_LIMIT_DELAY_MS * 2);
      }
      expect(await shown()).toEqual([]);
      expect(await send(outbound(to, { text: "later" }))).toMatchObject({ kind: "delivered" });
    });

    promise("a server error is a retry, and the next try is delivered", async () => {
      const to = await meet();
      await rig.failNextSend("server-error");
      const message = outbound(to, { text: "once" });
      const delivery = await send(message);
      expect(delivery).toMatchObject({ kind: "retry", afterMs: expect.any(Number) });
      expect(await send(message)).toMatchObject({ kind: "delivered" });
      await expect.poll(shown, WAIT).toEqual(["once"]);
    });

    promise("a buyer who blocked us is a refusal, not an error", async () => {
      const to = await meet();
      await rig.failNextSend("blocked");
      const delivery = await send(outbound(to, { text: "buy more" }));
      expect(delivery).toMatchObject({ kind: "refused", reason: expect.stringMatching(/^(blocked|gone)$/) });
      expect(await shown()).toEqual([]);
    });

    promise("a connection that was refused before anything was written is a retry", async () => {
      const to = await meet();
      await rig.failNextSend("refuse-connection");
      expect(await send(outbound(to, { text: "nobody home" }))).toMatchObject({ kind: "retry" });
      expect(await shown()).toEqual([]);
    });

    promise("an answer cut after the platform took the message is never called a failure", async () => {
      const to = await meet();
      await rig.failNextSend("cut-after-accept");
      const message = outbound(to, { text: "did it arrive?" });
      const delivery = await send(message);
      if (!rig.adapter.capabilities.hasSendKey) expect(delivery.kind).toBe("unknown");
      else {
        expect(["unknown", "retry", "delivered"]).toContain(delivery.kind);
        expect(await send({ ...message, isMaybeDuplicate: true })).toMatchObject({ kind: "delivered" });
      }
      await expect.poll(shown, WAIT).toEqual(["did it arrive?"]);
    });

    promise("a second send of the same message shows once where the platform takes a send key", async () => {
      const to = await meet();
      const message = outbound(to, { text: "only once" });
      await send(message);
      expect(await send({ ...message, isMaybeDuplicate: true })).toMatchObject({ kind: "delivered" });
      await send(outbound(to, { text: "marker" }));
      await expect.poll(shown, WAIT).toEqual(["only once", "marker"]);
    });

    promise("a send that was aborted before it began is a retry and shows nothing", async () => {
      const to = await meet();
      const delivery = await send(outbound(to, { text: "too late" }), AbortSignal.abort());
      expect(delivery.kind).toBe("retry");
      await send(outbound(to, { text: "marker" }));
      await expect.poll(shown, WAIT).toEqual(["marker"]);
    });

    promise("typing and drafts never throw, not even for a thread that does not exist", async () => {
      const to = await meet();
      await rig.adapter.showTyping?.(to);
      await rig.adapter.showTyping?.({ ...to, threadKey: "999999999999999999" });
      rig.adapter.showDraft?.({ ...to, threadKey: "no such thread" }, "draft" as OutboundId, "half an ans");
    });

    promise("an adapter at rest ends within two seconds after abort", async () => {
      await meet();
      const abortedAt = Date.now();
      await running.end();
      expect(Date.now() - abortedAt).toBeLessThan(2_000);
    });

    test("every promise that is skipped exists", () => expect([...skips.keys()]).toEqual([]));
  });
}

const WAIT = { timeout: 10_000, interval: 15 };

interface Running {
  abort(): void;
  /** Aborts, and resolves when `run` has resolved; fails when it threw. */
  end(): Promise<void>;
  /** Resolves when `run` has ended in whatever way. */
  settled(): Promise<void>;
}

async function begin(rig: Rig): Promise<Running> {
  const controller = new AbortController();
  const ended = rig.adapter.run(controller.signal);
  ended.catch(() => {});
  await rig.untilReady?.();
  return {
    abort: () => controller.abort(),
    end: () => (controller.abort(), ended),
    settled: () =>
      ended.then(
        () => {},
        () => {},
      ),
  };
}

/** A database that hangs until it breaks, and works again once mended. */
function holdStore(host: RecordingHost) {
  let isMended = false;
  let heldCount = 0;
  const broken = Promise.withResolvers<never>();
  broken.promise.catch(() => {});
  host.beforeStore = () => {
    if (isMended) return Promise.resolve();
    heldCount += 1;
    return broken.promise;
  };
  return {
    heldCount: () => heldCount,
    break: () => broken.reject(new Error("the process was killed")),
    mend: () => void (isMended = true),
  };
}

function recordOffers(host: RecordingHost): InboundMessage[] {
  const offered: InboundMessage[] = [];
  host.beforeStore = (message) => {
    offered.push(message);
    return Promise.resolve();
  };
  return offered;
}

let lastOutbound = 0;

function outbound(to: Address, fields: Partial<OutboundMessage>): OutboundMessage {
  lastOutbound += 1;
  return {
    outboundId: `${Date.now().toString(16)}${lastOutbound.toString(16)}`.padStart(32, "0") as OutboundId,
    to,
    conversationId: "00000000-0000-4000-8000-000000000003" as ConversationId,
    speaker: "assistant",
    speakerName: null,
    text: "",
    language: "en",
    choices: [],
    sources: [],
    isMaybeDuplicate: false,
    ...fields,
  };
}

function textOf(message: InboundMessage): string {
  return message.parts.map((part) => (part.kind === "text" ? part.text : `<${part.kind}>`)).join("");
}

function texts(host: RecordingHost): string[] {
  return host.received.map(textOf);
}

/** Looks through errors, causes and hidden fields: what `inspect` can reach, a log serializer can. */
function expectNoSecret(rig: Rig, value: unknown): void {
  const printed = inspect(value, { depth: 12, showHidden: true, maxStringLength: null, maxArrayLength: null });
  for (const secret of rig.secrets) expect(printed.includes(secret), "a secret stands in a log line").toBe(false);
}
