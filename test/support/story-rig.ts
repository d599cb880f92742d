/** The real flows, workers and database around a channel and a model that a test directs. Close it after use. */
import { fileURLToPath } from "node:url";
import { sql } from "kysely";
import { readKnowledgeFolder } from "../../src/compose/read-knowledge-folder.ts";
import { createWorkers } from "../../src/compose/run-workers.ts";
import type { ChannelAdapter, ChannelCapabilities } from "../../src/contracts/channel-adapter.ts";
import type { ConsoleEvent } from "../../src/contracts/console-event.ts";
import type { AgentId, ConversationId } from "../../src/contracts/ids.ts";
import type { LanguageModel } from "../../src/contracts/language-model.ts";
import type { Channels, Ports } from "../../src/contracts/ports.ts";
import type { Agent, AgentRole } from "../../src/contracts/stores.ts";
import type { Ticket } from "../../src/contracts/ticket.ts";
import { createTurnTaker } from "../../src/flows/take-turns.ts";
import { createSender } from "../../src/outbox/create-sender.ts";
import { createTestProgram, type TestProgram } from "./test-program.ts";
import { createToldChannel, type ToldChannel } from "./told-channel.ts";
import { until } from "./until.ts";

export type StoryPorts = Omit<Ports, "queue">;

export interface RigOptions {
  readonly model?: LanguageModel | null;
  readonly capabilities?: Partial<ChannelCapabilities>;
  /** False: one article is all the shop has; opens faster. */
  readonly knowsMuch?: boolean;
  /** True: the real workers run. False: nothing moves but by `turn` and `send`. */
  readonly runs: boolean;
  /** Changes a port before anybody uses it. */
  readonly wire?: (ports: StoryPorts, program: TestProgram) => StoryPorts;
}

export interface StoryRig {
  readonly program: TestProgram;
  readonly ports: StoryPorts;
  readonly channel: ToldChannel;
  /** What open consoles were told. */
  readonly events: ConsoleEvent[];
  /** Takes what is due and handles it to the end. Returns how many conversations. */
  turn(): Promise<number>;
  /** Sends what is due and records what became of it. */
  send(): Promise<number>;
  /** Steps until nothing is due. */
  work(): Promise<void>;
  /** Waits until nothing is queued, on its way or unsettled; only for a rig that runs. */
  quiet(): Promise<void>;
  /** Everything that waits for a later moment is due now. */
  timePasses(): Promise<void>;
  /** Every lease is over, as if its worker had died. */
  leasesEnd(): Promise<void>;
  conversationOf(threadKey: string): Promise<ConversationId>;
  openTicketOf(threadKey: string): Promise<Ticket | null>;
  addAgent(name: string, role?: AgentRole): Promise<Agent>;
  close(): Promise<void>;
}

const FIXTURES = fileURLToPath(new URL("../knowledge/fixtures/", import.meta.url));

export async function openStoryRig(options: RigOptions): Promise<StoryRig> {
  const program = await createTestProgram({ model: options.model ?? null });
  const channel = createToldChannel(options.capabilities);
  const { shopId } = program.shop;
  const workers = createWorkers(program.ports);
  const wire = options.wire ?? ((ports) => ports);
  const ports = wire(
    {
      ...program.ports,
      channels: channelsOf(program, channel.adapter),
      doorbell: options.runs ? workers.doorbell : program.ports.doorbell,
    },
    program,
  );
  if (options.knowsMuch !== false) await program.teach((await readKnowledgeFolder(FIXTURES)).files);
  const events: ConsoleEvent[] = [];
  const deafen = ports.live.subscribe(`console:${shopId}`, (event) => void events.push(event as ConsoleEvent));
  if (options.runs) workers.start(ports);
  const rig: StoryRig = {
    program,
    ports,
    channel,
    events,
    ...createSteps(program, ports),
    quiet: async () => void (await until("rest", async () => !(await program.isBusy(program.accountId)))),
    conversationOf: (threadKey) => conversationOf(program, threadKey),
    async openTicketOf(threadKey) {
      return ports.tickets.openOf(shopId, await conversationOf(program, threadKey));
    },
    async addAgent(name, role = "agent") {
      const agentId = ports.ids.next<AgentId>();
      const agent: Agent = { shopId, agentId, email: `${agentId}@example.com`, name, role };
      await ports.agents.insert(agent, "no-password");
      return agent;
    },
    async close() {
      await workers.stop();
      deafen();
      await program.close();
    },
  };
  return rig;
}

export function channelsOf(program: TestProgram, adapter: ChannelAdapter | null): Channels {
  return {
    accountIds: adapter ? [program.accountId] : [],
    adapterOf: () => adapter,
  };
}

type Steps = Pick<StoryRig, "turn" | "send" | "work" | "timePasses" | "leasesEnd">;

function createSteps(program: TestProgram, ports: StoryPorts): Steps {
  const { shopId } = program.shop;
  const inShop = (statement: ReturnType<typeof sql>) =>
    program.db.database.withShop(shopId, async (trx) => void (await statement.execute(trx)));
  const steps: Steps = {
    async turn() {
      const taker = createTurnTaker(ports, {
        maxInFlight: 100,
        random: () => 0,
        signal: new AbortController().signal,
        onDone: () => {},
      });
      const taken = await taker.takeDue(shopId);
      await taker.idle();
      return taken;
    },
    async send() {
      const sender = createSender(ports, { maxInFlight: 100, random: () => 0, onSettled: () => {} });
      const taken = await sender.takeDue(shopId);
      await sender.idle();
      return taken;
    },
    async work() {
      while ((await steps.turn()) + (await steps.send()) > 0);
    },
    async timePasses() {
      await inShop(sql`update conversation set pending_due_at = now() where pending_due_at is not null`);
      await inShop(sql`update outbox set due_at = now() where state = 'queued'`);
    },
    async leasesEnd() {
      await inShop(
        sql`update conversation set lease_until = now() - interval '1 second' where lease_until is not null`,
      );
      await inShop(sql`update outbox set due_at = now() where state = 'sending'`);
    },
  };
  return steps;
}

async function conversationOf({ db, shop }: TestProgram, threadKey: string): Promise<ConversationId> {
  const found = await until(`the conversation of ${threadKey}`, () =>
    db.database.withShop(shop.shopId, async (trx) => {
      const row = await trx
        .selectFrom("conversation")
        .select("conversation_id")
        .where("thread_key", "=", threadKey)
        .executeTakeFirst();
      return row?.conversation_id ?? null;
    }),
  );
  return found as ConversationId;
}
