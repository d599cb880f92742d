/**
 * Keeps the search up with what is said, behind the messages and never beside them. What a process hears of is read
 * within a second; a round through all conversations finds what nobody heard of: after a crash, after an upgrade.
 */
import type { Article } from "../../contracts/answer.ts";
import type { ConsoleEvent } from "../../contracts/console-event.ts";
import type { ConversationId, ShopId } from "../../contracts/ids.ts";
import type { Language } from "../../contracts/language.ts";
import type { Ports } from "../../contracts/ports.ts";
import type { ListTerms } from "../../contracts/search.ts";
import { listSearchTerms } from "../../knowledge/finding/list-search-terms.ts";

type KeeperPorts = Pick<Ports, "search" | "knowledge" | "live" | "clock">;

export interface IndexKeeper {
  /** Does some of what is due. True: there is more, and nothing speaks against going on at once. */
  keepUp(shopId: ShopId): Promise<boolean>;
  /** Hears no more. */
  close(): void;
}

const BATCH = 200;
/** Of one look at what may be unread: some milliseconds, once a second. */
const PAGE = 2_000;
const ARTICLE_BATCH = 50;
const ARTICLES_EVERY_MS = 10_000;
/** More messages between two looks, and buyers come first: the rest is read when it is quiet again. */
const BUSY = 100;
const BUSY_BATCH = 20;
/** What is heard of beyond it is found by the round. */
const MAX_HEARD = 10_000;

interface Keeping {
  readonly heard: Set<ConversationId>;
  newMessages: number;
  after: ConversationId | null;
  notesAfter: string | null;
  articlesAt: number;
  readonly unsubscribe: () => void;
}

export function createIndexKeeper(ports: KeeperPorts): IndexKeeper {
  const shops = new Map<ShopId, Keeping>();
  return {
    async keepUp(shopId) {
      const keeping = shops.get(shopId) ?? listen(shopId, ports);
      shops.set(shopId, keeping);
      return keepUp(shopId, keeping, ports);
    },
    close() {
      for (const { unsubscribe } of shops.values()) unsubscribe();
      shops.clear();
    },
  };
}

function listen(shopId: ShopId, { live }: KeeperPorts): Keeping {
  const heard = new Set<ConversationId>();
  const keeping: Keeping = {
    heard,
    newMessages: 0,
    after: null,
    notesAfter: null,
    articlesAt: 0,
    unsubscribe: live.subscribe(`console:${shopId}`, (payload) => {
      const event = payload as ConsoleEvent;
      if (event.kind !== "message-added" && event.kind !== "note-added") return;
      if (event.kind === "message-added") keeping.newMessages += 1;
      if (heard.size < MAX_HEARD) heard.add(event.conversationId);
    }),
  };
  return keeping;
}

async function keepUp(shopId: ShopId, keeping: Keeping, ports: KeeperPorts): Promise<boolean> {
  const isBusy = keeping.newMessages > BUSY;
  keeping.newMessages = 0;
  const heard = [...keeping.heard].slice(0, isBusy ? BUSY_BATCH : BATCH);
  for (const conversationId of heard) keeping.heard.delete(conversationId);
  if (heard.length > 0 && !(await ports.search.readConversations(shopId, heard, listTerms))) return false;
  if (isBusy) return false;
  const hasMore = await goRound(shopId, keeping, ports);
  if (ports.clock.now() - keeping.articlesAt >= ARTICLES_EVERY_MS) {
    if (!(await readArticles(shopId, ports))) return hasMore || keeping.heard.size > 0;
    keeping.articlesAt = ports.clock.now();
  }
  return hasMore || keeping.heard.size > 0;
}

const listTerms: ListTerms = (text, language) => listSearchTerms(text, language);

/** One page of conversations and one of notes; from the beginning again when all were looked at. */
async function goRound(shopId: ShopId, keeping: Keeping, { search }: KeeperPorts): Promise<boolean> {
  const talks = await search.listUnread(shopId, keeping.after, PAGE);
  const notes = await search.listUnreadNotes(shopId, keeping.notesAfter, PAGE);
  const unread = [...new Set([...talks.unread, ...notes.unread])];
  for (let from = 0; from < unread.length; from += BATCH) {
    // Another process is at it: it goes the same round.
    if (!(await search.readConversations(shopId, unread.slice(from, from + BATCH), listTerms))) return false;
  }
  keeping.after = talks.next;
  keeping.notesAfter = notes.next;
  return unread.length > 0;
}

/** True: what buyers are answered from is in the index as it is. */
async function readArticles(shopId: ShopId, { search, knowledge }: KeeperPorts): Promise<boolean> {
  const [live, known] = await Promise.all([knowledge.listLive(shopId), search.articleMarks(shopId)]);
  const gone = [...known.keys()].filter((name) => !live.has(name));
  if (gone.length > 0 && !(await search.removeArticles(shopId, gone))) return false;
  const changed = [...live].filter(([name, mark]) => known.get(name) !== mark).map(([name]) => name);
  for (const [language, names] of Map.groupBy(changed, (name) => name.split("/")[1] as Language)) {
    for (let from = 0; from < names.length; from += ARTICLE_BATCH) {
      const keys = names.slice(from, from + ARTICLE_BATCH).map((name) => name.split("/")[0] as Article["articleKey"]);
      const loaded = await knowledge.loadSome(shopId, language, keys);
      const articles = loaded.map(({ article, mark }) => ({ ...article, mark, text: textOf(article) }));
      if (articles.length > 0 && !(await search.putArticles(shopId, articles, listTerms))) return false;
    }
  }
  return true;
}

function textOf({ title, questions, tags, body }: Article): string {
  return [title, ...questions, ...tags, body].join("\n");
}
