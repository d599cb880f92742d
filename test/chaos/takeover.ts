/**
 * Random interleavings of a buyer, an answer in the making, two agents and crashes on one conversation each. After it
 * all: no word of the assistant behind a person's, never two holders, and every reply an agent was promised arrived.
 */
import { randomUUID } from "node:crypto";
import type { AgentId, ShopId, TicketId } from "../../src/contracts/ids.ts";
import type { ChannelAdapter } from "../../src/contracts/channel-adapter.ts";
import type { ChannelName, OutboundMessage } from "../../src/contracts/message.ts";
import type { Agent } from "../../src/contracts/stores.ts";
import { TICKET_NUMBER_MARK } from "../../src/contracts/ticket.ts";
import { replyToBuyer, resolveTicket, takeTicket } from "../../src/flows/agent-action.ts";
import { handleTurn } from "../../src/flows/handle-turn.ts";
import { acceptMessage } from "../../src/inbox/accept-message.ts";
import { createSender } from "../../src/outbox/create-sender.ts";
import { createTestProgram, type TestProgram } from "../support/test-program.ts";

/** Many at once: a run mostly waits for the pause before a retry. */
const LANES = 24;
const QUIET_TIMEOUT_MS = 60_000;
const LEASE_MS = 20_000;

interface Tally {
  runs: number;
  assistantAfterHuman: number;
  doubleHolders: number;
  lostAgentMessages: number;
}

export async function runTakeover(options: { readonly runs: number }): Promise<Readonly<Record<string, unknown>>> {
  const program = await createTestProgram();
  const tally: Tally = { runs: 0, assistantAfterHuman: 0, doubleHolders: 0, lostAgentMessages: 0 };
  try {
    const agents = await Promise.all([addAgent(program, "mina"), addAgent(program, "omar")]);
    let begun = 0;
    const lane = async () => {
      while (begun < options.runs) {
        begun += 1;
        await runOnce(program, agents, tally);
        tally.runs += 1;
        if (tally.runs % 50 === 0) process.stderr.write(`\r${tally.runs} of ${options.runs}`);
      }
    };
    await Promise.all(Array.from({ length: LANES }, lane));
    process.stderr.write("\n");
    return { ...tally };
  } finally {
    await program.close();
  }
}

async function addAgent(program: TestProgram, name: string): Promise<Agent> {
  const { shopId } = program.shop;
  const agentId = program.ports.ids.next<AgentId>();
  const agent: Agent = { shopId, agentId, email: `${name}@example.com`, name, role: "agent" };
  await program.ports.agents.insert(agent, "no-password");
  return agent;
}

/** A channel that takes a moment, sometimes says "later", and keeps what arrived. */
function createMoodyChannel(): { readonly adapter: ChannelAdapter; readonly arrived: OutboundMessage[] } {
  const arrived: OutboundMessage[] = [];
  const adapter: ChannelAdapter = {
    channel: "moody" as ChannelName,
    capabilities: {
      maxTextLength: 4_000,
      maxChoices: 10,
      maxChoiceLabelLength: 80,
      canShowTyping: false,
      canShowDraft: false,
      hasSendKey: true,
      canStartConversation: true,
      maxSendsPerSecond: 10_000,
      maxSendsPerSecondPerThread: 10_000,
    },
    routes: [],
    run: () => Promise.resolve(),
    async send(message) {
      await breathe();
      if (Math.random() < 0.15) return { kind: "retry", afterMs: 0, reason: "busy" };
      if (!arrived.some((each) => each.outboundId === message.outboundId)) arrived.push(message);
      await breathe();
      return { kind: "delivered", externalId: message.outboundId };
    },
  };
  return { adapter, arrived };
}

async function runOnce(program: TestProgram, agents: readonly Agent[], tally: Tally): Promise<void> {
  const { shopId } = program.shop;
  const { adapter, arrived } = createMoodyChannel();
  const accountId = await program.ports.shops.ensureChannelAccount(shopId, adapter.channel, `moody:${randomUUID()}`);
  const channels = { accountIds: [accountId], adapterOf: () => adapter };
  const ports = { ...program.ports, channels };
  const says = (text: string) =>
    acceptMessage(
      { shopId, accountId },
      {
        threadKey: "t",
        senderKey: "s",
        senderName: null,
        externalId: randomUUID(),
        parts: [{ kind: "text", text }],
        locale: "en",
        sentAt: ports.clock.now(),
      },
      ports,
    );
  await says("a person please");
  await work(program, ports, accountId);
  const ticketId = await openTicketOf(program, accountId);
  if (ticketId === null) throw new Error("No ticket was opened.");

  // Half of the runs begin with the assistant speaking again.
  if (Math.random() < 0.5) await resolveTicket(agents[0] as Agent, ticketId, ports).catch(() => undefined);
  await says("How long does delivery take?");
  const promised: string[] = [];
  const holders = await race(program, { agents, ports, accountId, ticketId, promised, says });
  await workUntilQuiet(program, ports, accountId);

  if (holders > 1) tally.doubleHolders += 1;
  if (isBroken(arrived, handBackTexts(ports))) tally.assistantAfterHuman += 1;
  const texts = new Set(arrived.map((message) => message.text));
  tally.lostAgentMessages += promised.filter((text) => !texts.has(text)).length;
}

interface Race {
  readonly agents: readonly Agent[];
  readonly ports: TestProgram["ports"];
  readonly accountId: TestProgram["accountId"];
  readonly ticketId: TicketId;
  readonly promised: string[];
  readonly says: (text: string) => Promise<unknown>;
}

/** Returns how many agents were told "done" to a take of the same epoch. */
async function race(
  program: TestProgram,
  { agents, ports, accountId, ticketId, promised, says }: Race,
): Promise<number> {
  const takes = new Map<number, number>();
  const take = async (agent: Agent) => {
    await breathe();
    const current = await openTicketOf(program, accountId);
    const before = await epochOf(program, accountId);
    const result = await takeTicket(agent, current ?? ticketId, ports).catch(() => null);
    if (result?.kind === "done") takes.set(before, (takes.get(before) ?? 0) + 1);
  };
  const reply = async (agent: Agent) => {
    await breathe();
    const text = `person ${randomUUID()}`;
    const current = await openTicketOf(program, accountId);
    const result = await replyToBuyer(agent, current ?? ticketId, { text, draftKey: text }, ports).catch(() => null);
    if (result?.kind === "done") promised.push(text);
  };
  const crash = async () => {
    await breathe();
    // A worker that claims and dies: its lease is as good as over for the next one.
    await program.claimOf(accountId, -1);
  };
  const [mina, omar] = agents as [Agent, Agent];
  const steps = [
    () => take(mina),
    () => take(omar),
    () => reply(mina),
    () => reply(omar),
    () => says("and to Spain?"),
    crash,
    () => work(program, ports, accountId),
    () => work(program, ports, accountId),
    () => work(program, ports, accountId),
  ];
  await Promise.all(shuffle(steps).map((step) => step()));
  return Math.max(0, ...takes.values());
}

/** One pass of a turn worker and a sender over this conversation alone. */
async function work(
  program: TestProgram,
  ports: TestProgram["ports"],
  accountId: TestProgram["accountId"],
): Promise<void> {
  await breathe();
  for (const claim of await program.claimOf(accountId, LEASE_MS)) {
    await breathe();
    await handleTurn(claim, program.shop, ports, AbortSignal.timeout(10_000));
  }
  const sender = createSender(ports, { maxInFlight: 4, random: () => 0, onSettled: () => {} });
  await sender.takeDue(program.shop.shopId);
  await sender.idle();
}

/** Until nothing is queued, on its way or unsettled; a channel that says "later" is asked again after its pause. */
async function workUntilQuiet(
  program: TestProgram,
  ports: TestProgram["ports"],
  accountId: TestProgram["accountId"],
): Promise<void> {
  const until = Date.now() + QUIET_TIMEOUT_MS;
  do {
    await work(program, ports, accountId);
    if (Date.now() > until) throw new Error("A conversation did not come to rest.");
  } while (await program.isBusy(accountId));
}

async function openTicketOf(program: TestProgram, accountId: TestProgram["accountId"]): Promise<TicketId | null> {
  const conversationId = await program.conversationOf(accountId);
  const ticket = await program.ports.tickets.openOf(program.shop.shopId as ShopId, conversationId);
  return ticket?.ticketId ?? null;
}

async function epochOf(program: TestProgram, accountId: TestProgram["accountId"]): Promise<number> {
  const conversationId = await program.conversationOf(accountId);
  return (await program.ports.conversations.get(program.shop.shopId, conversationId))?.epoch ?? 0;
}

/** A person's words end the assistant's turn until somebody hands the conversation back, which a notice says. */
function isBroken(arrived: readonly OutboundMessage[], handBacks: readonly string[]): boolean {
  let isHeldByPerson = false;
  for (const message of arrived) {
    if (message.speaker === "agent") isHeldByPerson = true;
    if (handBacks.some((text) => message.speaker === "notice" && message.text.startsWith(text))) isHeldByPerson = false;
    if (message.speaker === "assistant" && isHeldByPerson) return true;
  }
  return false;
}

/** The words before the ticket's number are enough to know these notices by. */
function handBackTexts({ texts }: TestProgram["ports"]): readonly string[] {
  return ["ticket-resolved", "returned-to-assistant"].map(
    (name) => texts.notice(name, "en", { number: TICKET_NUMBER_MARK }).split(TICKET_NUMBER_MARK)[0] ?? "",
  );
}

/** Lets anybody else go first: mostly at once, sometimes a few milliseconds later. */
function breathe(): Promise<void> {
  const ms = Math.random() < 0.5 ? 0 : Math.random() * 8;
  return new Promise((resolve) => (ms === 0 ? setImmediate(resolve) : setTimeout(resolve, ms)));
}

function shuffle<Item>(items: readonly Item[]): Item[] {
  return items
    .map((item) => ({ item, key: Math.random() }))
    .sort((a, b) => a.key - b.key)
    .map(({ item }) => item);
}
