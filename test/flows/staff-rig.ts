/** A shop whose buyers and whose team are both on Telegram: the real adapter against its fake, the real workers and database. */
import { telegram } from "../../adapters/telegram/index.ts";
import { runStaffDesks } from "../../src/compose/run-staff-desks.ts";
import { createWorkers } from "../../src/compose/run-workers.ts";
import type { ChannelAdapter } from "../../src/contracts/channel-adapter.ts";
import type { AgentId, ChannelAccountId } from "../../src/contracts/ids.ts";
import type { LanguageModel } from "../../src/contracts/language-model.ts";
import type { ChannelName } from "../../src/contracts/message.ts";
import type { StaffLanguage } from "../../src/contracts/staff-desk.ts";
import type { Agent, AgentRole } from "../../src/contracts/stores.ts";
import type { Ticket } from "../../src/contracts/ticket.ts";
import { createChannelFiles } from "../../src/flows/files/create-channel-files.ts";
import { createStaffDoor } from "../../src/flows/staff/create-staff-door.ts";
import { makeCode } from "../../src/flows/staff/link-by-code.ts";
import { acceptMessage } from "../../src/inbox/accept-message.ts";
import type { FakeGroup, FakePerson } from "../fakes/telegram/group/fake-group.ts";
import { startTelegramFake, type TelegramFake } from "../fakes/telegram/start-telegram-fake.ts";
import { createRecordingHost } from "../support/recording-host.ts";
import type { StoryPorts } from "../support/story-rig.ts";
import { createTestProgram, type TestProgram } from "../support/test-program.ts";
import { until } from "../support/until.ts";

export const GROUP_ID = -1_001_000_000_001;

export interface StaffRig {
  readonly program: TestProgram;
  readonly ports: StoryPorts;
  readonly fake: TelegramFake;
  readonly group: FakeGroup;
  readonly adapter: ChannelAdapter;
  readonly accountId: ChannelAccountId;
  addAgent(name: string, role?: AgentRole): Promise<Agent>;
  /** A member of the group whose account stands for the agent. */
  linked(agent: Agent, personId: number): Promise<FakePerson>;
  /** The buyer asks for a person, and the ticket's topic has its card. */
  openCase(buyerId: number, words?: string): Promise<{ readonly ticket: Ticket; readonly topic: number }>;
  ticket(number: number): Promise<Ticket>;
  /** Until the topic shows a text. */
  shows(topic: number | null, text: string | RegExp): Promise<void>;
  buyerGets(buyerId: number, text: string | RegExp): Promise<void>;
  /** The loop of the desks, for tests that stop it. */
  startDesks(): void;
  stopDesks(): Promise<void>;
  close(): Promise<void>;
}

/** Telegram's own pace would make a story last minutes; the test of the pace asks for it. */
const UNPACED = 6_000;

export async function openStaffRig(
  language: StaffLanguage = "en",
  maxPostsPerMinute = UNPACED,
  model: LanguageModel | null = null,
): Promise<StaffRig> {
  const program = await createTestProgram({ model });
  const { shopId } = program.shop;
  const fake = await startTelegramFake();
  const accountId = await program.ports.shops.ensureChannelAccount(shopId, "telegram" as ChannelName, "7000000001");
  const workers = createWorkers(program.ports);
  let adapter: ChannelAdapter | null = null;
  const ports: StoryPorts = {
    ...program.ports,
    channels: { accountIds: [accountId], adapterOf: (id) => (id === accountId ? adapter : null) },
    doorbell: workers.doorbell,
  };
  const settings = telegram.readSettings({ TELEGRAM_BOT_TOKEN: fake.token, TELEGRAM_API_ROOT: fake.apiRoot });
  if (settings.kind !== "on") throw new Error(`the settings of the rig are ${settings.kind}`);
  const host = {
    ...createRecordingHost(),
    shopId,
    accountId,
    log: ports.log,
    files: createChannelFiles({ shopId, accountId }, ports),
    receive: (message: Parameters<typeof acceptMessage>[1]) => acceptMessage({ shopId, accountId }, message, ports),
    staff: createStaffDoor({ shopId, accountId }, ports),
  };
  const built = await telegram.create(settings.values, host);
  if (!built.staff) throw new Error("Telegram has desks");
  const { staff } = built;
  adapter = { ...built, staff: { ...staff, capabilities: { ...staff.capabilities, maxPostsPerMinute } } };
  workers.start(ports);
  const running = new AbortController();
  const polling = built.run(running.signal);
  let stopLoop: (() => Promise<void>) | null = null;
  const startDesks = () => void (stopLoop ??= runStaffDesks(ports, { shopId, consoleUrl: "https://shop.example" }));
  const stopDesks = async () => {
    await stopLoop?.();
    stopLoop = null;
  };
  startDesks();
  const group = fake.group(GROUP_ID, "Support team");
  const owner = await addAgent(ports, "Olga", "owner");
  const boss = group.person(9_000, "Olga", "creator");
  const { code } = await makeCode(owner, { kind: "desk", language }, ports);
  boss.says(`/desk ${code}`, null);
  await until("the desk", async () => (await ports.staff.desks(shopId)).length === 1);
  const shows = (topic: number | null, text: string | RegExp) =>
    until(`topic ${topic} to show ${String(text)}`, () => group.shown(topic).some((each) => matches(each.text, text)));
  return {
    program,
    ports,
    fake,
    group,
    adapter: built,
    accountId,
    addAgent: (name, role = "agent") => addAgent(ports, name, role),
    async linked(agent, personId) {
      const person = group.person(personId, agent.name);
      const shown = await makeCode(agent, { kind: "account", language }, ports);
      fake.buyer(personId, { name: agent.name }).says(`/link ${shown.code}`);
      await until("the link", async () => (await ports.staff.agentOf(shopId, accountId, String(personId))) !== null);
      return person;
    },
    async openCase(buyerId, words = "I want to talk to a human please") {
      const known = new Set(group.topics().map(({ id }) => id));
      fake.buyer(buyerId, { name: `Buyer ${buyerId}`, languageCode: "en" }).says(words);
      const topic = await until("the topic", () => group.topics().find(({ id }) => !known.has(id)));
      const number = Number(/#(\d+)/.exec(topic.name)?.[1]);
      await shows(topic.id, /^Ticket #/);
      const ticket = await ports.tickets.getByNumber(shopId, number);
      if (!ticket) throw new Error(`no ticket ${number}`);
      return { ticket, topic: topic.id };
    },
    async ticket(number) {
      const ticket = await ports.tickets.getByNumber(shopId, number);
      if (!ticket) throw new Error(`no ticket ${number}`);
      return ticket;
    },
    shows: async (topic, text) => void (await shows(topic, text)),
    async buyerGets(buyerId, text) {
      const buyer = fake.buyer(buyerId);
      await until(`buyer ${buyerId} to get ${String(text)}`, () =>
        buyer.shown().some((each) => matches(each.text, text)),
      );
    },
    startDesks,
    stopDesks,
    async close() {
      running.abort();
      await polling;
      await stopDesks();
      await workers.stop();
      await fake.stop();
      await program.close();
    },
  };
}

async function addAgent(ports: StoryPorts, name: string, role: AgentRole): Promise<Agent> {
  const [shop] = await ports.shops.list();
  if (!shop) throw new Error("no shop");
  const agentId = ports.ids.next<AgentId>();
  const agent: Agent = { shopId: shop.shopId, agentId, email: `${agentId}@example.com`, name, role };
  await ports.agents.insert(agent, "no-password");
  return agent;
}

function matches(text: string, wanted: string | RegExp): boolean {
  return typeof wanted === "string" ? text.includes(wanted) : wanted.test(text);
}
