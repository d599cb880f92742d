/** The team's half of the Discord adapter against the fake, with a host that records what it hears. */
import { createAdapter } from "../discord-rig.ts";
import type { ChannelAdapter } from "../../../src/contracts/channel-adapter.ts";
import type { StaffEvent, StaffChannel, StaffPost, StaffPostId } from "../../../src/contracts/staff-desk.ts";
import type { FakeStaff } from "../../fakes/discord/guild/staff.ts";
import { type DiscordFake, type DiscordFakeOptions, startDiscordFake } from "../../fakes/discord/start-discord-fake.ts";
import type { FakeMessage, FakePress } from "../../fakes/discord/world.ts";
import { createRecordingHost, type RecordingHost } from "../../support/recording-host.ts";
import { cleanups, type Life, run, WAIT } from "../discord-life.ts";
import { expect } from "vitest";

export interface DeskRig {
  readonly fake: DiscordFake;
  readonly host: RecordingHost;
  readonly adapter: ChannelAdapter;
  readonly staff: StaffChannel;
  readonly life: Life;
  /** May manage the server. */
  readonly vera: FakeStaff;
  readonly omar: FakeStaff;
  /** The channel that became the desk. */
  readonly placeKey: string;
  heard<Kind extends StaffEvent["kind"]>(kind: Kind): Extract<StaffEvent, { readonly kind: Kind }>[];
  openThread(title: string): Promise<string>;
}

export const signal = () => AbortSignal.timeout(10_000);

export async function startDesk(options: DiscordFakeOptions = {}, host = createRecordingHost()): Promise<DeskRig> {
  const fake = await startDiscordFake(options);
  cleanups.push(async () => {
    await fake.stop();
    expect(fake.spec?.violations ?? []).toEqual([]);
  });
  const placeKey = fake.serverChannel("support");
  const adapter = await createAdapter(fake, host);
  const life = run(adapter);
  await fake.untilConnected();
  const vera = fake.staff("vera", { mayManage: true });
  const rig: DeskRig = {
    fake,
    host,
    adapter,
    staff: staffOf(adapter),
    life,
    vera,
    omar: fake.staff("omar"),
    placeKey,
    heard: (kind) => host.heard.filter((event) => event.kind === kind) as never,
    async openThread(title) {
      const thread = { postId: `thread-${title}` as StaffPostId, placeKey, title };
      const opened = await rig.staff.openThread(thread, signal());
      if (opened.kind !== "delivered") throw new Error(`Not opened: ${JSON.stringify(opened)}`);
      return opened.externalKey;
    },
  };
  return rig;
}

export function staffOf(adapter: ChannelAdapter): StaffChannel {
  if (!adapter.staff) throw new Error("No half for the team");
  return adapter.staff;
}

/** `/desk CODE` by who may; from then on the gateway hears the channel. */
export async function linkDesk(rig: DeskRig): Promise<FakePress> {
  await commandsAreThere(rig);
  rig.host.staffOutcome = { kind: "done", text: "This is a desk now." };
  const before = rig.fake.gateway.identifyCount();
  const press = rig.vera.commands(rig.placeKey, "desk", { code: "KEY7" });
  await answered(press);
  await expect.poll(() => rig.fake.gateway.identifyCount(), WAIT).toBe(before + 1);
  await rig.fake.untilConnected();
  rig.host.staffOutcome = { kind: "silent" };
  return press;
}

export async function commandsAreThere({ fake }: Pick<DeskRig, "fake">): Promise<void> {
  await expect.poll(() => fake.world.commands.size, WAIT).toBeGreaterThan(0);
}

export async function answered(press: FakePress): Promise<FakePress> {
  await expect.poll(() => press.answeredWith, WAIT).not.toBeNull();
  return press;
}

export function postOf(threadKey: string, fields: Partial<StaffPost> & { readonly text?: string }): StaffPost {
  const { text = "hello", ...rest } = fields;
  return {
    postId: "post-1" as StaffPostId,
    placeKey: "",
    threadKey,
    blocks: [{ heading: null, text }],
    buttons: [],
    files: [],
    isMaybeDuplicate: false,
    ...rest,
  };
}

/** The bot's messages there, oldest first. */
export function shownIn({ fake }: Pick<DeskRig, "fake">, channelId: string): readonly FakeMessage[] {
  return (fake.world.messages.get(channelId) ?? []).filter((message) => message.author.id === fake.botId);
}
