/** `dragoman chat`: this terminal as a channel, through inbox, turn and outbox like any other. */
import { createInterface } from "node:readline";
import { createWorkers } from "../compose/run-workers.ts";
import type { ChannelAdapter } from "../contracts/channel-adapter.ts";
import type { ChannelAccountId } from "../contracts/ids.ts";
import type { Choice, ChannelName, InboundMessage, OutboundMessage } from "../contracts/message.ts";
import type { Program } from "../compose/open-program.ts";
import { acceptMessage } from "../inbox/accept-message.ts";
import { prepareKnowledge } from "./ask.ts";
import { withProgram } from "./with-program.ts";

const CHANNEL = "terminal" as ChannelName;
/** A pipe gets its answers before the next line is read, but does not wait for ever for a person. */
const MAX_WAIT_MS = 15_000;

export async function chatCommand(options: { readonly lang?: string }): Promise<void> {
  await withProgram(async (program) => {
    await prepareKnowledge(program);
    await talk(program, options.lang ?? null);
  });
}

async function talk(program: Program, locale: string | null): Promise<void> {
  const { ports, shop } = program;
  const accountId = await ports.shops.ensureChannelAccount(shop.shopId, CHANNEL, `terminal:${shop.shopKey}`);
  const screen = createScreen();
  const workers = createWorkers(ports);
  const account = { shopId: shop.shopId, accountId };
  const channels = {
    accountIds: [accountId],
    // Beside a server this process may take up other buyers' turns; their channels are not this one.
    adapterOf: (account: ChannelAccountId) => (account === accountId ? screen.adapter : null),
  };
  workers.start({ ...ports, doorbell: workers.doorbell, channels });
  const threadKey = ports.ids.next<string>();
  const { lines, prompt, echo } = createPrompt();
  prompt();
  try {
    for await (const line of lines) {
      if (line.trim() === "") continue;
      echo(line);
      const said = screen.nextReply();
      await acceptMessage(account, readLine(line, screen.choices(), { program, threadKey, locale }), {
        ...ports,
        doorbell: workers.doorbell,
      });
      const waiting = new AbortController();
      await Promise.race([said, ports.clock.sleep(MAX_WAIT_MS, waiting.signal)]);
      waiting.abort();
      prompt();
    }
  } finally {
    await workers.stop();
  }
}

/** At a terminal the person sees what they type; from a pipe the lines are shown as if they had been typed. */
function createPrompt() {
  const isPipe = !process.stdin.isTTY;
  const lines = createInterface({
    input: process.stdin,
    ...(isPipe ? {} : { output: process.stdout }),
    prompt: "you> ",
  });
  let isOver = false;
  lines.once("close", () => {
    isOver = true;
  });
  return {
    lines,
    prompt: () => {
      if (!isPipe && !isOver) lines.prompt();
    },
    echo: (line: string) => {
      if (isPipe) process.stdout.write(`you> ${line}\n`);
    },
  };
}

/** A bare number presses the button of that number. */
function readLine(
  line: string,
  choices: readonly Choice[],
  place: { readonly program: Program; readonly threadKey: string; readonly locale: string | null },
): InboundMessage {
  const pressed = choices[Number(line.trim()) - 1];
  const { ports } = place.program;
  return {
    threadKey: place.threadKey,
    senderKey: place.threadKey,
    senderName: null,
    externalId: ports.ids.next<string>(),
    parts: [pressed ? { kind: "choice", ...pressed } : { kind: "text", text: line }],
    locale: place.locale,
    sentAt: ports.clock.now(),
  };
}

interface Screen {
  readonly adapter: ChannelAdapter;
  choices(): readonly Choice[];
  nextReply(): Promise<void>;
}

function createScreen(): Screen {
  let choices: readonly Choice[] = [];
  let onReply = (): void => {};
  const show = (message: OutboundMessage): void => {
    choices = message.choices;
    const buttons = choices.map((choice, index) => `  ${index + 1}. ${choice.label}`);
    const sources = message.sources.map((source) => `  [${source.number}] ${source.title}`);
    process.stdout.write(`${[message.text, ...sources, ...buttons].join("\n")}\n`);
    onReply();
  };
  const adapter: ChannelAdapter = {
    channel: CHANNEL,
    capabilities: {
      maxTextLength: 4_000,
      maxChoices: 15,
      maxChoiceLabelLength: 100,
      canShowTyping: false,
      canShowDraft: false,
      hasSendKey: true,
      canStartConversation: false,
      maxSendsPerSecond: 100,
      maxSendsPerSecondPerThread: 100,
    },
    routes: [],
    run: () => Promise.resolve(),
    send(message) {
      show(message);
      return Promise.resolve({ kind: "delivered", externalId: message.outboundId });
    },
  };
  return {
    adapter,
    choices: () => choices,
    nextReply: () =>
      new Promise((resolve) => {
        onReply = resolve;
      }),
  };
}
