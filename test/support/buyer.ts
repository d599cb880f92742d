/** The buyer speaks and hears: `await buyer.says("...").gets(/.../).in("es").citing("shipping-times")`. */
import { expect } from "vitest";
import type { ReceiveOutcome } from "../../src/contracts/channel-adapter.ts";
import type { Instant } from "../../src/contracts/ids.ts";
import type { Language } from "../../src/contracts/language.ts";
import type { InboundMessage, OutboundMessage, Part } from "../../src/contracts/message.ts";
import type { TicketPriority } from "../../src/contracts/ticket.ts";
import { acceptMessage } from "../../src/inbox/accept-message.ts";
import { NOTICE_VALUES, type NoticeName } from "../../src/languages/notice-values.ts";
import type { StoryRig } from "./story-rig.ts";
import type { Play } from "./told-channel.ts";
import { until } from "./until.ts";

/** Each step waits for the one before it; awaiting the last one awaits them all. */
export interface Exchange extends PromiseLike<OutboundMessage | null> {
  /** The next message that arrives holds this. */
  gets(text: RegExp | string): Exchange;
  /** The next message that arrives is that notice, in the language it says it is in. */
  getsNotice(name: string): Exchange;
  /** What was heard last is in this language. */
  in(language: Language): Exchange;
  /** What was heard last names this article as its first source. */
  citing(articleKey: string): Exchange;
  /** What was heard last has these buttons, among others. */
  offering(...choiceIds: readonly string[]): Exchange;
}

export interface Buyer {
  readonly threadKey: string;
  says(text: string): Exchange;
  sends(...parts: readonly [Part, ...Part[]]): Exchange;
  /** Presses a button of the newest message that has it: "person", or the beginning of its id, "article:". */
  presses(choiceId: string): Exchange;
  /** The next message, without saying anything first. */
  hears(text: RegExp | string): Exchange;
  hearsNotice(name: string): Exchange;
  /** Everything that arrived so far, by its speaker. */
  heard(): readonly { readonly speaker: string; readonly text: string }[];
  /** The platform sends the buyer's last message once more. */
  repeats(): Promise<ReceiveOutcome>;
  /** What the platform does with the next messages to this buyer. */
  meets(...plays: readonly Play[]): void;
  hasTicket(priority?: TicketPriority): Promise<void>;
}

export interface BuyerOptions {
  readonly locale?: string;
  readonly name?: string;
  /** The same person in another thread; left out, everybody has one. */
  readonly sender?: string;
}

let buyers = 0;
/** Stands where a notice has a value that a test does not know. */
const ANY = "\u{F0002}";

export function createBuyer(rig: StoryRig, options: BuyerOptions = {}): Buyer {
  const threadKey = `buyer-${(buyers += 1)}`;
  const account = { shopId: rig.program.shop.shopId, accountId: rig.program.accountId };
  let last: InboundMessage | null = null;
  let said = 0;
  let heardUpTo = 0;
  const arrivedHere = () => rig.channel.arrived.filter((message) => message.to.threadKey === threadKey);
  const send = async (parts: readonly [Part, ...Part[]]): Promise<null> => {
    said += 1;
    const sentAt = rig.ports.clock.now() as Instant;
    const { locale = null, name: senderName = null } = options;
    const externalId = `${threadKey}:${said}`;
    last = { threadKey, senderKey: options.sender ?? threadKey, senderName, externalId, parts, locale, sentAt };
    expect(await acceptMessage(account, last, rig.ports)).toEqual({ kind: "stored" });
    return null;
  };
  const hearNext = async (): Promise<OutboundMessage> => {
    const at = heardUpTo;
    heardUpTo += 1;
    return until(`message ${at + 1} to ${threadKey}; so far ${JSON.stringify(texts())}`, () => arrivedHere()[at]);
  };
  const texts = () => arrivedHere().map(({ speaker, text }) => ({ speaker, text }));
  const start = (first: Promise<OutboundMessage | null>) => createExchange(rig, first, hearNext);
  return {
    threadKey,
    says: (text) => start(send([{ kind: "text", text }])),
    sends: (...parts) => start(send(parts)),
    presses: (choiceId) => start(send([findButton(arrivedHere(), choiceId)])),
    hears: (text) => start(Promise.resolve(null)).gets(text),
    hearsNotice: (name) => start(Promise.resolve(null)).getsNotice(name),
    heard: texts,
    repeats() {
      if (!last) throw new Error("This buyer has said nothing yet.");
      return acceptMessage(account, last, rig.ports);
    },
    meets: (...plays) => rig.channel.play(threadKey, ...plays),
    async hasTicket(priority) {
      const ticket = await until(`a ticket for ${threadKey}`, () => rig.openTicketOf(threadKey));
      if (priority) expect(ticket.priority).toBe(priority);
    },
  };
}

function findButton(arrived: readonly OutboundMessage[], choiceId: string): Part {
  const choices = arrived.flatMap((message) => message.choices);
  const choice = choices.findLast((each) => each.choiceId.startsWith(choiceId));
  if (!choice) throw new Error(`No button ${choiceId} among ${choices.map((each) => each.choiceId).join(" ")}`);
  return { kind: "choice", ...choice };
}

function createExchange(
  rig: StoryRig,
  newest: Promise<OutboundMessage | null>,
  hearNext: () => Promise<OutboundMessage>,
): Exchange {
  const next = (step: (message: OutboundMessage | null) => OutboundMessage | null | Promise<OutboundMessage>) =>
    createExchange(rig, newest.then(step), hearNext);
  const check = (look: (message: OutboundMessage) => void) =>
    next((message) => {
      if (!message) throw new Error("Nothing was heard yet: say .gets(...) first.");
      look(message);
      return message;
    });
  return {
    // oxlint-disable-next-line unicorn/no-thenable -- the whole exchange is what a test awaits
    then: (onDone, onFault) => newest.then(onDone, onFault),
    gets: (text) =>
      next(async () => {
        const message = await hearNext();
        if (typeof text === "string") expect(message.text).toBe(text);
        else expect(message.text).toMatch(text);
        return message;
      }),
    getsNotice: (name) =>
      next(async () => {
        const message = await hearNext();
        expect(message.text, `should be the notice ${name}`).toMatch(noticePattern(rig, name, message.language));
        return message;
      }),
    in: (language) => check((message) => expect(message.language).toBe(language)),
    citing: (articleKey) => check((message) => expect(message.sources[0]?.articleKey).toBe(articleKey)),
    offering: (...choiceIds) =>
      check(({ choices }) =>
        expect(choices.map((choice) => choice.choiceId)).toEqual(expect.arrayContaining([...choiceIds])),
      ),
  };
}

/** The notice's words with anything where its values stand. */
export function noticePattern(rig: Pick<StoryRig, "ports">, name: string, language: Language): RegExp {
  const values: readonly string[] = NOTICE_VALUES[name as NoticeName];
  const text = rig.ports.texts.notice(name, language, Object.fromEntries(values.map((value) => [value, ANY])));
  const escaped = text.split(ANY).map((part) => part.replaceAll(/[\\^$.*+?()[\]{}|]/gu, "\\$&"));
  return new RegExp(`^${escaped.join(".+")}$`, "u");
}
