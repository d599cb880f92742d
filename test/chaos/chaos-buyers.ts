/** Buyers of all channels who ask one question after the other, each only when the last one was answered. */
import { randomUUID } from "node:crypto";
import type { DiscordFake } from "../fakes/discord/start-discord-fake.ts";
import type { TelegramFake } from "../fakes/telegram/start-telegram-fake.ts";
import { openWidgetBuyer } from "../support/widget-buyer.ts";
import { countAnswered } from "./judge-transcript.ts";

/** Three topics in turn: neighbours differ, so that a repetition and a mix-up can be told apart. */
export const TOPICS = [
  {
    topic: "ALPHA",
    question: "How long does delivery to Mexico take?",
    answer: "Delivery to Mexico takes 7 days (ALPHA).",
  },
  { topic: "BETA", question: "How can I return a scarf?", answer: "Return a scarf within 30 days (BETA)." },
  {
    topic: "GAMMA",
    question: "Which payment cards do you accept?",
    answer: "We accept payment cards of all banks (GAMMA).",
  },
] as const;

export interface ChaosBuyer {
  readonly channel: "widget" | "discord" | "telegram";
  /** The thread as the store knows it, to find the marks; null where none are made. */
  readonly threadKey: string | null;
  readonly asked: readonly string[];
  received(): readonly string[];
  faults(): readonly string[];
  /** Asks until told to stop, then waits for the last answer or until `patienceMs` is over. */
  run(stopping: AbortSignal, patienceMs: number): Promise<void>;
  close(): Promise<void>;
}

interface Line {
  readonly channel: ChaosBuyer["channel"];
  readonly threadKey: string | null;
  says(text: string): Promise<void>;
  shown(): readonly string[];
  faults?(): readonly string[];
  close?(): Promise<void>;
}

export async function openWidget(url: string): Promise<ChaosBuyer> {
  const buyer = await openWidgetBuyer(url, "en");
  return askOn({
    channel: "widget",
    threadKey: null,
    says: (text) => buyer.says(text),
    shown: () => buyer.replies(),
    faults: () => buyer.faults,
    close: () => buyer.stop(),
  });
}

export function openDiscord(fake: DiscordFake): ChaosBuyer {
  const buyer = fake.buyer(`buyer-${randomUUID().slice(0, 8)}`, "en-US");
  return askOn({
    channel: "discord",
    threadKey: null,
    says: async (text) => void buyer.says(text),
    shown: () => buyer.reads().map((message) => message.content),
  });
}

export function openTelegram(fake: TelegramFake, id: number): ChaosBuyer {
  const buyer = fake.buyer(id, { languageCode: "en" });
  return askOn({
    channel: "telegram",
    threadKey: String(id),
    says: async (text) => buyer.says(text),
    shown: () => buyer.shown().map((entry) => entry.text),
  });
}

function askOn(line: Line): ChaosBuyer {
  const asked: string[] = [];
  const received = () => line.shown().flatMap((text) => TOPICS.find(({ topic }) => text.includes(topic))?.topic ?? "?");
  const isAnswered = () => countAnswered(asked, received()) === asked.length;
  const waitFor = async (until: number, stopping?: AbortSignal) => {
    while (!isAnswered() && Date.now() < until && !stopping?.aborted) await pause(10);
  };
  return {
    channel: line.channel,
    threadKey: line.threadKey,
    asked,
    received,
    faults: () => line.faults?.() ?? [],
    async run(stopping, patienceMs) {
      while (!stopping.aborted) {
        const next = TOPICS[asked.length % TOPICS.length];
        if (!next) break;
        asked.push(next.topic);
        await line.says(next.question);
        await waitFor(Number.POSITIVE_INFINITY, stopping);
        await pause(Math.random() * 150);
      }
      await waitFor(Date.now() + patienceMs);
    },
    close: async () => line.close?.(),
  };
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
