/** What a buyer sees on a screen of each channel, and how the buyer types and presses there. */
import type { DiscordFake } from "../fakes/discord/start-discord-fake.ts";
import { buttonsOf } from "../fakes/discord/buyer.ts";
import type { TelegramFake } from "../fakes/telegram/start-telegram-fake.ts";
import { until } from "../support/until.ts";
import { openWidgetBuyer } from "../support/widget-buyer.ts";

export interface Shown {
  readonly text: string;
  /** Labels of the buttons below it. */
  readonly buttons: readonly string[];
}

export interface Screen {
  /** Types it and resolves with the next message from the shop. */
  says(text: string): Promise<Shown>;
  /** Presses the newest button with that label, and resolves with the next message from the shop. */
  presses(label: string): Promise<Shown>;
  /** Everything the shop has said so far. */
  shown(): readonly Shown[];
  close(): Promise<void>;
}

interface Channel {
  says(text: string): Promise<void>;
  presses(label: string): Promise<void>;
  shown(): readonly Shown[];
  close?(): Promise<void>;
}

/** Every step is a real send with the platform's pauses between two messages of a chat. */
const PATIENCE_MS = 30_000;

export function openTelegramScreen(fake: TelegramFake, id: number, languageCode: string): Screen {
  const buyer = fake.buyer(id, { languageCode });
  return createScreen({
    says: async (text) => buyer.says(text),
    presses: async (label) => buyer.presses(label),
    shown: () => buyer.shown().map(({ text, buttons }) => ({ text, buttons: buttons.map(({ label }) => label) })),
  });
}

export function openDiscordScreen(fake: DiscordFake, name: string, locale: string): Screen {
  const buyer = fake.buyer(name, locale);
  return createScreen({
    says: async (text) => void buyer.says(text),
    presses: async (label) => void buyer.presses(label),
    shown: () =>
      buyer.reads().map((message) => ({
        text: message.content,
        buttons: buttonsOf(message).map(({ label }) => label),
      })),
  });
}

export async function openWidgetScreen(url: string, locale: string): Promise<Screen> {
  const buyer = await openWidgetBuyer(url, locale);
  const messages = () => buyer.entries.flatMap(({ entry }) => (entry.kind === "message" ? [entry] : []));
  return createScreen({
    says: (text) => buyer.says(text),
    async presses(label) {
      const choice = messages()
        .flatMap(({ choices }) => choices)
        .findLast((each) => each.label === label);
      if (!choice) throw new Error(`No button ${label}`);
      await buyer.presses(choice.choiceId, choice.label);
    },
    shown: () => messages().map(({ text, choices }) => ({ text, buttons: choices.map(({ label }) => label) })),
    close: () => buyer.stop(),
  });
}

function createScreen(channel: Channel): Screen {
  const next = async (act: Promise<void>, before: number, what: string) => {
    await act;
    const seen = () => `${what}; shown: ${JSON.stringify(channel.shown().map(({ text }) => text))}`;
    return until(seen(), () => channel.shown()[before], PATIENCE_MS);
  };
  return {
    says: (text) => next(channel.says(text), channel.shown().length, `an answer to "${text}"`),
    presses: (label) => next(channel.presses(label), channel.shown().length, `an answer to the button "${label}"`),
    shown: channel.shown,
    close: async () => channel.close?.(),
  };
}
