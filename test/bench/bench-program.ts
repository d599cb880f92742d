/** The real program in this process, on its own embedded PostgreSQL with full durability, with one bench channel. */
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openProgram, type Program } from "../../src/compose/open-program.ts";
import { readKnowledgeFolder } from "../../src/compose/read-knowledge-folder.ts";
import { createWorkers } from "../../src/compose/run-workers.ts";
import { readConfig } from "../../src/config.ts";
import type { ChannelAccountId } from "../../src/contracts/ids.ts";
import type { InboundMessage, OutboundMessage } from "../../src/contracts/message.ts";
import type { Ports } from "../../src/contracts/ports.ts";
import { storeKnowledge } from "../../src/flows/refresh-knowledge.ts";
import { acceptMessage } from "../../src/inbox/accept-message.ts";
import { createJsonLogger } from "../../src/ops/json-logger.ts";
import { systemClock } from "../../src/ops/system-clock.ts";
import { createBenchChannel } from "./bench-channel.ts";

export const QUESTION = "How long does shipping to Mexico take?";

export interface BenchProgram {
  readonly program: Program;
  readonly ports: Omit<Ports, "queue">;
  readonly accountId: ChannelAccountId;
  /** The process id of the PostgreSQL it runs on. */
  readonly postgresPid: number;
  /** Resolves when the message is durable. */
  accept(threadKey: string, externalId: string, text?: string): Promise<void>;
  delivered(): number;
  close(): Promise<void>;
}

export interface BenchHooks {
  readonly environment?: Readonly<Record<string, string>>;
  /** The buyer's message is durable. */
  readonly onAccepted?: (threadKey: string) => void;
  readonly onSettled?: (conversationId: string) => void;
  readonly onArrival?: (message: OutboundMessage) => void;
}

export async function openBenchProgram(hooks: BenchHooks = {}): Promise<BenchProgram> {
  const folder = await mkdtemp(join(tmpdir(), "dragoman-bench-"));
  const config = readConfig({ ...hooks.environment, DRAGOMAN_DATA: join(folder, "data") });
  const log = createJsonLogger({ level: "silent", form: "line" });
  const program = await openProgram(config, { clock: systemClock, log, mode: "serve", isShared: false });
  const { shop } = program;
  const { files, glossary } = await readKnowledgeFolder(config.knowledgeFolder);
  await storeKnowledge(shop.shopId, files, program.ports);
  program.shelves.useGlossary(shop.shopId, glossary);
  await program.shelves.fill(shop.shopId);
  await program.shelves.settle();
  const channel = createBenchChannel(hooks.onArrival);
  const accountId = await program.ports.shops.ensureChannelAccount(shop.shopId, channel.adapter.channel, "bench");
  const workers = createWorkers(program.ports);
  const ports = {
    ...program.ports,
    inbox: watchAccepting(program.ports.inbox, hooks.onAccepted),
    conversations: watchSettling(program.ports.conversations, hooks.onSettled),
    doorbell: workers.doorbell,
    channels: {
      accountIds: [accountId],
      adapterOf: () => channel.adapter,
    },
  };
  workers.start(ports);
  const { dataDirectory } = JSON.parse(await readFile(join(config.dataFolder, "postgres.json"), "utf8")) as {
    dataDirectory: string;
  };
  const postgresPid = Number((await readFile(join(dataDirectory, "postmaster.pid"), "utf8")).split("\n")[0]);
  return {
    program,
    ports,
    accountId,
    postgresPid,
    async accept(threadKey, externalId, text = QUESTION) {
      const outcome = await acceptMessage(
        { shopId: shop.shopId, accountId },
        messageOf(threadKey, externalId, text),
        ports,
      );
      if (outcome.kind !== "stored") throw new Error(`A message was ${outcome.kind}.`);
    },
    delivered: channel.delivered,
    async close() {
      await workers.stop();
      await program.close();
      await rm(dataDirectory, { recursive: true, force: true });
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function watchAccepting(inbox: Ports["inbox"], onAccepted: BenchHooks["onAccepted"]): Ports["inbox"] {
  return {
    async accept(shopId, accountId, message) {
      const outcome = await inbox.accept(shopId, accountId, message);
      onAccepted?.(message.threadKey);
      return outcome;
    },
  };
}

/** Tells the moment at which a reply is durable in the outbox, without touching what it measures. */
function watchSettling(
  conversations: Ports["conversations"],
  onSettled: BenchHooks["onSettled"],
): Ports["conversations"] {
  return {
    ...conversations,
    async settleTurn(claim, change, record) {
      const result = await conversations.settleTurn(claim, change, record);
      if (result.kind === "changed" && change.queue.length > 0) onSettled?.(claim.conversation.address.threadKey);
      return result;
    },
  };
}

function messageOf(threadKey: string, externalId: string, text: string): InboundMessage {
  return {
    threadKey,
    senderKey: threadKey,
    senderName: "Ana",
    externalId,
    parts: [{ kind: "text", text }],
    locale: "en",
    sentAt: systemClock.now(),
  };
}
