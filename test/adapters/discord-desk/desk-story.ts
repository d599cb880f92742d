/** The whole middle behind a Discord bot: buyers in direct messages, the team in threads of a server, one database. */
import { expect } from "vitest";
import { runStaffDesks } from "../../../src/compose/run-staff-desks.ts";
import type { ChannelAdapter, ChannelHost } from "../../../src/contracts/channel-adapter.ts";
import type { ChannelAccountId } from "../../../src/contracts/ids.ts";
import type { LanguageModel } from "../../../src/contracts/language-model.ts";
import type { ChannelName } from "../../../src/contracts/message.ts";
import type { StaffDesk } from "../../../src/contracts/staff-desk.ts";
import type { Agent } from "../../../src/contracts/stores.ts";
import { createStaffDoor } from "../../../src/flows/staff/create-staff-door.ts";
import { makeCode } from "../../../src/flows/staff/link-by-code.ts";
import { acceptMessage } from "../../../src/inbox/accept-message.ts";
import type { FakeStaff } from "../../fakes/discord/guild/staff.ts";
import { type DiscordFake, startDiscordFake } from "../../fakes/discord/start-discord-fake.ts";
import type { FakeChannel, FakePress } from "../../fakes/discord/world.ts";
import { createRecordingHost } from "../../support/recording-host.ts";
import { openStoryRig, type StoryPorts, type StoryRig } from "../../support/story-rig.ts";
import { until } from "../../support/until.ts";
import { cleanups, run } from "../discord-life.ts";
import { createAdapter } from "../discord-rig.ts";

export interface DeskStory {
  readonly rig: StoryRig;
  readonly fake: DiscordFake;
  readonly adapter: ChannelAdapter;
  readonly accountId: ChannelAccountId;
  readonly placeKey: string;
  /** Owner of the shop, and of the server. */
  readonly vera: FakeStaff;
  readonly owner: Agent;
  desk(): Promise<StaffDesk>;
  /** Somebody with an account in the console and one here, linked by a code. */
  colleague(name: string): Promise<{ readonly agent: Agent; readonly staff: FakeStaff }>;
  /** From now on this agent may only look. */
  losesRights(agent: Agent): Promise<void>;
  /** The thread of this buyer's case, once its card is there. */
  threadOf(buyerName: string): Promise<FakeChannel>;
  /** Everything that stands in a channel, the bot's and others', as people read it. */
  reads(channelId: string): string[];
}

export async function openDeskStory(model: LanguageModel | null = null): Promise<DeskStory> {
  const fake = await startDiscordFake({ messagesPerWindow: 1_000 });
  const placeKey = fake.serverChannel("support");
  const built: { adapter: ChannelAdapter | null; accountId: ChannelAccountId | null } = {
    adapter: null,
    accountId: null,
  };
  const rig = await openStoryRig({
    runs: true,
    model,
    knowsMuch: false,
    wire: (ports) => ({
      ...ports,
      channels: {
        get accountIds() {
          return built.accountId ? [built.accountId] : [];
        },
        adapterOf: (accountId) => (accountId === built.accountId ? built.adapter : null),
      },
    }),
  });
  const { shopId } = rig.program.shop;
  const accountId = await rig.ports.shops.ensureChannelAccount(shopId, "discord" as ChannelName, fake.botId);
  const adapter = await createAdapter(fake, hostOf(rig.ports, rig, accountId));
  Object.assign(built, { adapter, accountId });
  const life = run(adapter);
  const stopDesks = runStaffDesks(rig.ports, { shopId, consoleUrl: null });
  cleanups.unshift(async () => {
    await stopDesks();
    await rig.close();
    await fake.stop();
  });
  void life;
  await fake.untilConnected();
  const owner = await rig.addAgent("Vera Ruiz", "owner");
  const vera = fake.staff("vera", { mayManage: true });
  const story: DeskStory = {
    rig,
    fake,
    adapter,
    accountId,
    placeKey,
    vera,
    owner,
    async desk() {
      const [desk] = await rig.ports.staff.desks(shopId);
      if (!desk) throw new Error("no desk");
      return desk;
    },
    async colleague(name) {
      const agent = await rig.addAgent(name);
      const staff = fake.staff(name);
      const { code } = await makeCode(agent, { kind: "account", language: "en" }, rig.ports);
      expect(await answerOf(staff.commands(placeKey, "link", { code }))).toContain(name);
      return { agent, staff };
    },
    losesRights: ({ agentId }) =>
      rig.program.db.database.withShop(shopId, async (trx) => {
        await trx.updateTable("agent").set({ role: "viewer" }).where("agent_id", "=", agentId).execute();
      }),
    threadOf: (buyerName) =>
      until(`the thread of ${buyerName}`, () => {
        const thread = vera.threadsIn(placeKey).find(({ name }) => name.includes(buyerName));
        return Promise.resolve(thread && story.reads(thread.id).length > 0 ? thread : null);
      }),
    reads: (channelId) => (fake.world.messages.get(channelId) ?? []).map(({ content }) => content),
  };
  await isTrue("the commands", () => fake.world.commands.size > 0);
  return story;
}

/** `/desk CODE` by the owner; the gateway hears the channel from then on. */
export async function linkTheDesk(story: DeskStory): Promise<void> {
  const { fake, owner, rig, vera, placeKey } = story;
  const sessions = fake.gateway.identifyCount();
  const { code } = await makeCode(owner, { kind: "desk", language: "en" }, rig.ports);
  expect(await answerOf(vera.commands(placeKey, "desk", { code }))).toMatch(/This is a desk of/);
  await isTrue("the new session", () => fake.gateway.identifyCount() > sessions);
  await fake.untilConnected();
}

/** What the person who pressed was shown. */
export async function answerOf(press: FakePress): Promise<string> {
  await isTrue(
    "an answer",
    () => press.answeredWith !== null && (press.answeredWith !== 5 || press.replies.length > 0),
  );
  return press.replies.at(-1)?.content ?? "";
}

const isTrue = (what: string, look: () => boolean) => until(what, look);

/** As compose builds it. */
function hostOf(
  ports: StoryPorts,
  { program }: StoryRig,
  accountId: ChannelAccountId,
): ChannelHost & ReturnType<typeof createRecordingHost> {
  const { shopId } = program.shop;
  return {
    ...createRecordingHost(),
    shopId,
    accountId,
    log: ports.log,
    receive: (message) => acceptMessage({ shopId, accountId }, message, ports),
    state: {
      load: (key) => ports.shops.loadChannelState(shopId, accountId, key),
      save: (key, value) => ports.shops.saveChannelState(shopId, accountId, key, value),
      put: (key, entry, value) => ports.shops.mergeChannelState(shopId, accountId, key, { [entry]: value }),
    },
    staff: createStaffDoor({ shopId, accountId }, ports),
    notice: (name, language, values) => ports.texts.notice(name, language, values),
  };
}
