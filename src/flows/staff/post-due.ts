/** Sends what waits for a desk, batch by batch, and writes down what the platform made of it. */
import type {
  StaffBlock,
  StaffChannel,
  StaffDelivery,
  StaffDesk,
  StaffPost,
  StaffThreadFace,
} from "../../contracts/staff-desk.ts";
import type { StaffBatch } from "../../contracts/staff-store.ts";
import { TICKET_STATUSES, type TicketSummary } from "../../contracts/ticket.ts";
import { cardButtons, describeCard, isOver, titleOf } from "./describe-case.ts";
import type { StaffPorts } from "./staff-ports.ts";

/** Longer than any call takes; a batch whose sender died goes again after it. */
const LEASE_MS = 45_000;
const CALL_MS = 20_000;
/** What one look sends at most, so that other desks get their turn. */
const MAX_BATCHES = 10;

export interface PostOptions {
  /** Where the console is reached from outside; null when nobody has said. */
  readonly consoleUrl: string | null;
}

/** Returns how many batches went. */
export async function postDue(
  desk: StaffDesk,
  channel: StaffChannel,
  options: PostOptions,
  ports: StaffPorts,
): Promise<number> {
  const { maxTextLength, maxPostsPerMinute, hasSendKey } = channel.capabilities;
  const limits = { leaseMs: LEASE_MS, maxTextLength: maxTextLength - REPEATED_ROOM, maxPostsPerMinute, hasSendKey };
  for (let count = 0; count < MAX_BATCHES; count += 1) {
    const batch = await ports.staff.claimBatch(desk.shopId, desk, limits);
    if (!batch) return count;
    const delivery = await sendBatch(batch, channel, options, ports);
    await ports.staff.settleBatch(desk.shopId, batch, delivery);
    ports.metrics.count("staff_posts_total", { kind: batch.kind, outcome: delivery.kind });
    if (delivery.kind === "refused") {
      ports.log.warn("staff-post-refused", { kind: batch.kind, reason: delivery.reason });
    }
    // The place has another key now: whoever looks next reads it.
    if (delivery.kind === "moved") return count + 1;
  }
  return MAX_BATCHES;
}

const REPEATED_ROOM = 100;

async function sendBatch(
  batch: StaffBatch,
  channel: StaffChannel,
  { consoleUrl }: PostOptions,
  ports: StaffPorts,
): Promise<StaffDelivery> {
  const { desk, thread, kind, batchId } = batch;
  const signal = AbortSignal.timeout(CALL_MS);
  const lines = batch.posts.flatMap(({ blocks }) => blocks);
  const files = batch.posts.flatMap((post) => post.files);
  if (batch.edits) return changeStanding(batch, batch.edits, channel, signal);
  if (kind !== "thread" && kind !== "card" && kind !== "face") {
    const blocks = mark(batch, lines, ports);
    if (blocks.length + files.length === 0) return { kind: "refused", reason: "invalid", detail: "nothing to show" };
    return channel.post(toPost(batch, { blocks, buttons: buttonsOf(batch), files }), signal);
  }
  const [ticket] = await ports.tickets.list(desk.shopId, {
    statuses: TICKET_STATUSES,
    ticketId: thread.ticketId,
    limit: 1,
  });
  if (!ticket) return { kind: "refused", reason: "invalid", detail: "no such ticket" };
  const title = titleOf(ticket, channel.capabilities.maxTitleLength);
  if (kind === "thread") {
    return channel.openThread({ postId: batchId, placeKey: desk.placeKey, title }, signal);
  }
  const card = await composeCard(batch, ticket, consoleUrl, ports);
  if (kind === "card") return channel.post(card, signal);
  return showFace(batch, { ticket, title, card }, channel, signal);
}

/** Without words of its own it shows what stands there as it is by now. Done twice it is done once. */
function changeStanding(
  batch: StaffBatch,
  { externalKey, blocks }: NonNullable<StaffBatch["edits"]>,
  channel: StaffChannel,
  signal: AbortSignal,
): Promise<StaffDelivery> {
  const own = batch.posts.flatMap((post) => post.blocks);
  const shown = own.length > 0 ? own : blocks;
  if (shown.length === 0) return Promise.resolve({ kind: "delivered", externalKey });
  const post = toPost(batch, { blocks: shown, buttons: buttonsOf(batch), files: [] });
  return channel.editPost(post, externalKey, signal);
}

function buttonsOf({ posts }: StaffBatch): StaffPost["buttons"] {
  return posts.flatMap(({ buttons = [] }) => buttons);
}

async function composeCard(batch: StaffBatch, ticket: TicketSummary, consoleUrl: string | null, ports: StaffPorts) {
  const { desk } = batch;
  const tried = await ports.staff.triedArticles(desk.shopId, ticket.ticketId, desk.language);
  const blocks = describeCard({ ticket, tried, consoleUrl, translates: ports.model !== null }, desk.language, ports);
  const buttons = cardButtons(ticket.status, desk.language, ports);
  const marked = batch.kind === "card" ? mark(batch, blocks, ports) : blocks;
  return toPost(batch, { blocks: marked, buttons, files: [] });
}

/** The card says what holds now, then the title; a case that is open again is opened first, so that it can be edited. */
async function showFace(
  { thread, desk }: StaffBatch,
  { ticket, title, card }: { readonly ticket: TicketSummary; readonly title: string; readonly card: StaffPost },
  channel: StaffChannel,
  signal: AbortSignal,
): Promise<StaffDelivery> {
  const isOpen = !isOver(ticket.status);
  const face: StaffThreadFace = {
    placeKey: desk.placeKey,
    threadKey: thread.threadKey ?? "",
    title,
    isOpen,
  };
  const edit = () =>
    thread.cardKey === null
      ? Promise.resolve<StaffDelivery>({ kind: "delivered", externalKey: "" })
      : channel.editPost(card, thread.cardKey, signal);
  const first = isOpen ? await channel.showThread(face, signal) : await edit();
  if (first.kind !== "delivered") return first;
  return isOpen ? edit() : channel.showThread(face, signal);
}

function toPost(
  { desk, thread, batchId, isMaybeDuplicate, posts }: StaffBatch,
  content: Pick<StaffPost, "blocks" | "buttons" | "files">,
): StaffPost {
  const repliesTo = posts[0].repliesTo;
  return {
    ...content,
    ...(repliesTo === undefined ? {} : { repliesTo }),
    postId: batchId,
    placeKey: desk.placeKey,
    threadKey: thread.threadKey ?? "",
    isMaybeDuplicate,
  };
}

/** Where a platform cannot tell a repeat, people are told that it may be one. */
function mark({ isMaybeDuplicate, desk }: StaffBatch, blocks: readonly StaffBlock[], { texts }: StaffPorts) {
  if (!isMaybeDuplicate) return blocks;
  return [{ heading: null, text: texts.desk("repeated", desk.language) }, ...blocks];
}
