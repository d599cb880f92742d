/** Queues for a desk's threads what they do not tell yet: messages, notes, and what became of the case. */
import type { AgentId } from "../../contracts/ids.ts";
import type { StaffCapabilities, StaffDesk, StaffFile } from "../../contracts/staff-desk.ts";
import type { MirroredMessage, NewStaffPost, StaffNews } from "../../contracts/staff-store.ts";
import type { TicketNote } from "../../contracts/ticket.ts";
import { describeChanges, describeMessage, isOver } from "./describe-case.ts";
import { awaitTranslation } from "./languages/await-translation.ts";
import { describeSentAs } from "./languages/describe-sent-as.ts";
import { wantTranslations, type Wanted } from "./languages/want-translations.ts";
import { cutPosts } from "./languages/cut-posts.ts";
import { draftKeyOf } from "./send-reply.ts";
import type { StaffPorts } from "./staff-ports.ts";

/** What one look finds at most; the next look is a second later. */
const MAX_THREADS = 50;
const MAX_MESSAGES = 40;

/** Returns how many threads have something new. */
export async function tellNews(desk: StaffDesk, limits: StaffCapabilities, ports: StaffPorts): Promise<number> {
  const { staff } = ports;
  const { shopId, deskId } = desk;
  const added = await staff.addThreads(shopId, deskId, MAX_THREADS);
  const found = await staff.news(shopId, deskId, MAX_THREADS);
  if (found.length === 0) return added;
  const nameAgent = await nameAgents(desk, ports);
  for (const news of found) {
    const messages = await readMessages(news, desk, ports);
    const notes = await staff.unpostedNotes(shopId, news.thread);
    const wanted = await wantTranslations(desk, news.ticket, messages.list, ports);
    const posts = composePosts({ news, messages, notes, desk, limits, nameAgent, wanted }, ports);
    const { status, agentId, priority, category } = news.ticket;
    await staff.addPosts(shopId, news.thread, {
      posts,
      mirroredSeq: messages.upTo,
      shown: { status, agentId, priority, category },
      isLive: !isOver(status),
    });
  }
  return added + found.length;
}

interface ReadMessages {
  readonly list: readonly MirroredMessage[];
  readonly upTo: number;
  readonly speakerName: string | null;
  readonly accountId: StaffFile["accountId"] | null;
}

/** Of a case that is over nothing more is told: what follows is between the buyer and the assistant. */
async function readMessages({ thread, ticket, lastSeq }: StaffNews, desk: StaffDesk, ports: StaffPorts) {
  const { shopId } = desk;
  const none: ReadMessages = {
    list: [],
    upTo: Math.max(thread.mirroredSeq, lastSeq),
    speakerName: null,
    accountId: null,
  };
  if (isOver(ticket.status) && isOver(thread.shown.status)) return none;
  const after = { seq: Math.max(thread.mirroredSeq, lastSeq - MAX_MESSAGES), limit: MAX_MESSAGES };
  const list = await ports.staff.messagesAfter(shopId, thread.conversationId, after);
  if (list.length === 0) return { ...none, upTo: thread.mirroredSeq };
  const [summary] = await ports.tickets.list(shopId, {
    statuses: [ticket.status],
    ticketId: ticket.ticketId,
    limit: 1,
  });
  const conversation = await ports.conversations.get(shopId, thread.conversationId);
  return {
    list,
    upTo: list.at(-1)?.seq ?? thread.mirroredSeq,
    speakerName: summary?.contactName ?? null,
    accountId: conversation?.accountId === desk.accountId ? desk.accountId : null,
  } satisfies ReadMessages;
}

interface Telling {
  readonly news: StaffNews;
  readonly messages: ReadMessages;
  readonly notes: readonly TicketNote[];
  readonly desk: StaffDesk;
  readonly limits: StaffCapabilities;
  readonly nameAgent: (agentId: AgentId | null) => string;
  readonly wanted: Wanted;
}

function composePosts(telling: Telling, ports: StaffPorts): readonly NewStaffPost[] {
  const { news, messages, notes, desk, limits, nameAgent, wanted } = telling;
  const { texts } = ports;
  const own = `${news.thread.ticketId}:${draftKeyOf(desk, "")}`;
  const isOwn = ({ draftKey }: MirroredMessage) => draftKey?.startsWith(own) === true;
  const sentAs = describeSentAs(messages.list.filter(isOwn), own, telling);
  const told = messages.list
    // What was written in the thread itself stands there already.
    .filter((message) => !isOwn(message))
    .filter(({ delivery }) => delivery !== "cancelled")
    .flatMap((message) => {
      const speaker = nameSpeaker(message, telling, ports);
      const said = describeMessage(message, desk.language, { texts, speaker, fileAccount: messages.accountId });
      const posts = cutPosts(`message:${message.seq}`, "message", { ...said, limits });
      return awaitTranslation(posts, message, wanted);
    });
  const written = notes.flatMap(({ noteId, agentId, text }) => {
    const heading = texts.desk("speaker-note", desk.language, { name: nameAgent(agentId) });
    return cutPosts(`note:${noteId}`, "note", { blocks: [{ heading, text }], files: [], limits });
  });
  const changes = describeChanges(news, desk.language, { texts, nameAgent });
  const lines = [...told, ...sentAs, ...written];
  if (changes.length === 0) return lines;
  // Named after what it moves from and to, and where the conversation stood: a case may be taken twice.
  const at = `${messages.upTo}:${ports.ids.next<string>()}`;
  return [
    ...lines,
    { cause: `state:${at}`, kind: "state", blocks: changes, files: [] },
    { cause: `face:${at}`, kind: "face", blocks: [], files: [] },
  ];
}

function nameSpeaker(message: MirroredMessage, { desk, messages, nameAgent }: Telling, { texts }: StaffPorts): string {
  switch (message.speaker) {
    case "buyer":
      return `🧑 ${messages.speakerName ?? texts.desk("speaker-buyer", desk.language)}`;
    case "agent":
      return `💬 ${nameAgent(message.agentId)}`;
    case "assistant":
      return `🤖 ${texts.desk("speaker-assistant", desk.language)}`;
    case "notice":
      return `ℹ️ ${texts.desk("speaker-notice", desk.language)}`;
  }
}

async function nameAgents({ shopId }: StaffDesk, { agents }: StaffPorts): Promise<(agentId: AgentId | null) => string> {
  const names = new Map((await agents.list(shopId)).map(({ agentId, name }) => [agentId, name]));
  return (agentId) => (agentId === null ? "" : (names.get(agentId) ?? ""));
}
