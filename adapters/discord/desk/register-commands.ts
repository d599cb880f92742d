/** Gives each server the team's two commands: `/desk CODE` for who manages it, `/link CODE` for everybody else. */
import { ApplicationCommandOptionType, ApplicationCommandType, PermissionFlagsBits } from "discord.js";
import { z } from "zod";
import type { ChannelHost } from "../../../src/contracts/channel-adapter.ts";
import type { Language } from "../../../src/contracts/language.ts";
import { truncateText } from "../../../src/shared/clean-text.ts";
import { askOften } from "../ask-often.ts";
import { describeFault } from "../client.ts";
import { DESK_COMMAND, LINK_COMMAND } from "./decode-desk.ts";
import type { DeskClient } from "./desk-client.ts";

const STATE_KEY = "staff-commands";
const MAX_DESCRIPTION_LENGTH = 100;
const MAX_TRIES = 3;
const RETRY_MS = 2_000;

/** Discord's names of the languages we speak; those it does not have are left out. */
const LOCALES: Readonly<Partial<Record<Language, readonly string[]>>> = {
  es: ["es-ES", "es-419"],
  zh: ["zh-CN"],
  fr: ["fr"],
  de: ["de"],
  it: ["it"],
  pt: ["pt-BR"],
  ru: ["ru"],
  ja: ["ja"],
  ko: ["ko"],
  tr: ["tr"],
  vi: ["vi"],
  th: ["th"],
  id: ["id"],
};

const Registered = z.object({ commands: z.string(), guilds: z.array(z.string()) });

export interface CommandParts {
  readonly host: ChannelHost;
  readonly desk: DeskClient;
  readonly botId: string;
}

/** Returns the function that looks after servers; without any, all that the bot is in. It never throws. */
export function createRegistrar(parts: CommandParts, signal: AbortSignal): (guildIds?: readonly string[]) => void {
  let running = Promise.resolve();
  return (guildIds) => {
    running = running
      .then(() => registerMissing(parts, guildIds, signal))
      .catch((error: unknown) => parts.host.log.warn("discord-commands-not-set", { fault: describeFault(error) }));
  };
}

async function registerMissing(parts: CommandParts, guildIds: readonly string[] | undefined, signal: AbortSignal) {
  const { host, desk, botId } = parts;
  if (signal.aborted) return;
  const body = describeCommands(host);
  const commands = JSON.stringify(body);
  const stored = Registered.safeParse(await host.state.load(STATE_KEY)).data;
  const done = new Set(stored?.commands === commands ? stored.guilds : []);
  const asking = {
    host,
    event: "discord-commands-not-set",
    maxTries: MAX_TRIES,
    waitMs: (tries: number) => RETRY_MS * tries,
  };
  for (const guildId of guildIds ?? (await desk.guilds(signal))) {
    if (done.has(guildId)) continue;
    // Refused where the bot was invited without the right to commands.
    const asked = await askOften(asking, () => desk.putCommands(botId, guildId, body, signal), signal);
    if (asked.kind !== "answered") continue;
    done.add(guildId);
    await host.state.save(STATE_KEY, { commands, guilds: [...done] });
  }
}

function describeCommands(host: ChannelHost): readonly Readonly<Record<string, unknown>>[] {
  const option = {
    type: ApplicationCommandOptionType.String,
    name: "code",
    ...describe(host, "staff-command-code"),
    required: true,
    max_length: 60,
  };
  const command = { type: ApplicationCommandType.ChatInput, options: [option], contexts: [0] };
  return [
    {
      ...command,
      name: DESK_COMMAND,
      ...describe(host, "staff-command-desk"),
      default_member_permissions: Number(PermissionFlagsBits.ManageGuild),
    },
    { ...command, name: LINK_COMMAND, ...describe(host, "staff-command-link") },
  ];
}

function describe(host: ChannelHost, notice: string) {
  const say = (language: Language) => truncateText(host.notice(notice, language), MAX_DESCRIPTION_LENGTH);
  const localized = Object.entries(LOCALES).flatMap(([language, locales]) =>
    locales.map((locale) => [locale, say(language as Language)]),
  );
  return { description: say("en"), description_localizations: Object.fromEntries(localized) as Record<string, string> };
}
