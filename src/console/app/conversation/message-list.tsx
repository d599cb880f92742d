/** The conversation from the oldest to the newest; stays at its end unless the agent reads further up. */
import { type ComponentProps, Fragment, useEffect, useLayoutEffect, useRef, useState } from "react";
import { Button } from "react-aria-components";
import type { MergeView, MessageView, NoteView, TicketPageView } from "../../console-api.ts";
import { NoteBubble } from "../case/note-bubble.tsx";
import type { SendAgain } from "../files/send-again.tsx";
import { MergeLine } from "../merge/merge-line.tsx";
import type { Merges } from "../merge/use-merges.ts";
import { useAnnouncer } from "../parts/announcer.tsx";
import { nameChannel } from "../parts/badges.tsx";
import { formatDay } from "../parts/format-time.ts";
import { useApi } from "../server/use-api.tsx";
import { useTexts } from "../texts/use-texts.tsx";
import { MessageBubble } from "./message-bubble.tsx";
import { OutgoingBubble } from "./outgoing-bubble.tsx";
import type { Replies } from "./use-replies.ts";

/** Within this distance one is "at the end" and new messages pull the view along. */
const NEAR_END_PX = 80;

interface MessageListProps {
  readonly page: TicketPageView;
  readonly notes: readonly NoteView[];
  readonly replies: Replies;
  readonly merges: Merges | undefined;
  /** Asks for a translation once more; undefined where one may not. */
  readonly onTranslate: ((messageId: string) => void) | undefined;
  /** Of a reply that is sent once more; undefined for who may not. */
  readonly onAnswer: ComponentProps<typeof SendAgain>["onAnswer"] | undefined;
}

export function MessageList({ page, notes, replies, merges, onTranslate, onAnswer }: MessageListProps) {
  const { language, text } = useTexts();
  const { agentId } = useApi();
  const { messages } = page;
  const entries = inOrder(messages, [...notes.map(noteEntry), ...page.merges.map(mergeEntry)]);
  const { box, isAtEnd, onScroll, toEnd } = useStickToEnd(entries.length + replies.outgoing.length);
  useNewMessages(page);
  const nameThread = ({ conversationId }: MessageView) => {
    const channel = page.conversations.find((each) => each.conversationId === conversationId)?.channel;
    return channel === undefined ? "" : nameChannel(channel, text);
  };
  return (
    <div className="messages-frame">
      {/* A scrolling region must be reachable by keyboard. */}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: see above */}
      <div
        className="messages"
        ref={box}
        onScroll={onScroll}
        tabIndex={0}
        role="region"
        aria-label={text("conversation.messages")}
      >
        <ol className="messages-list">
          {entries.map((entry, at) => {
            const before = entries[at - 1];
            const isNewDay = before === undefined || !isSameDay(before.at, entry.at);
            return (
              <Fragment key={entry.key}>
                {isNewDay ? <li className="day">{formatDay(entry.at, language)}</li> : null}
                {entry.kind === "message" && isOtherThread(entries, at) ? (
                  <li className="day">{text("merge.thread", { channel: nameThread(entry.message) })}</li>
                ) : null}
                {entry.kind === "merge" ? <MergeLine merge={entry.merge} page={page} merges={merges} /> : null}
                {entry.kind === "message" ? (
                  <MessageBubble
                    message={entry.message}
                    isFollowUp={!isNewDay && isFollowUp(before, entry.message)}
                    contactName={page.ticket.contactName}
                    again={onAnswer && { ticketId: page.ticket.ticketId, onAnswer }}
                    words={{
                      translation: page.languages.translations[entry.message.messageId],
                      own: page.languages.ownWords[entry.message.messageId],
                      onAgain: onTranslate,
                    }}
                  />
                ) : null}
                {entry.kind === "note" ? (
                  <NoteBubble note={entry.note} isForMe={entry.note.mentions.includes(agentId)} />
                ) : null}
              </Fragment>
            );
          })}
          {replies.outgoing.map((reply) => (
            <OutgoingBubble key={reply.draftKey} reply={reply} replies={replies} />
          ))}
        </ol>
      </div>
      {isAtEnd ? null : (
        <Button className="button to-end" onPress={toEnd}>
          {text("conversation.toEnd")}
        </Button>
      )}
    </div>
  );
}

function useStickToEnd(count: number) {
  const box = useRef<HTMLDivElement>(null);
  const [isAtEnd, setAtEnd] = useState(true);
  const wasAtEnd = useRef(true);
  const toEnd = () => box.current?.scrollTo({ top: box.current.scrollHeight });
  // biome-ignore lint/correctness/useExhaustiveDependencies: runs whenever a message is added
  useLayoutEffect(() => {
    if (wasAtEnd.current) toEnd();
  }, [count]);
  useEffect(() => {
    if (box.current === null) return;
    // The field below grows while one types, and details open: the end should stay in sight then too.
    const observer = new ResizeObserver(() => wasAtEnd.current && toEnd());
    observer.observe(box.current);
    return () => observer.disconnect();
  }, []);
  const onScroll = () => {
    const element = box.current;
    if (element === null) return;
    wasAtEnd.current = element.scrollHeight - element.scrollTop - element.clientHeight < NEAR_END_PX;
    setAtEnd(wasAtEnd.current);
  };
  return { box, isAtEnd, onScroll, toEnd };
}

/** Reads out what the buyer writes while the ticket is open. */
function useNewMessages({ messages, ticket }: TicketPageView): void {
  const { text } = useTexts();
  const { whisper } = useAnnouncer();
  const seen = useRef<ReadonlySet<string>>(new Set(messages.map(({ messageId }) => messageId)));
  useEffect(() => {
    const fresh = messages.filter(({ messageId, speaker }) => !seen.current.has(messageId) && speaker === "buyer");
    seen.current = new Set(messages.map(({ messageId }) => messageId));
    const name = ticket.contactName ?? text("queue.visitor");
    if (fresh.length > 0) whisper(`${text("conversation.new", { name })}: ${fresh.at(-1)?.text ?? ""}`);
  }, [messages, ticket.contactName, text, whisper]);
}

type Entry =
  | { readonly kind: "message"; readonly key: string; readonly at: number; readonly message: MessageView }
  | { readonly kind: "note"; readonly key: string; readonly at: number; readonly note: NoteView }
  | { readonly kind: "merge"; readonly key: string; readonly at: number; readonly merge: MergeView };

const noteEntry = (note: NoteView): Entry => ({ kind: "note", key: note.noteId, at: note.at, note });
const mergeEntry = (merge: MergeView): Entry => ({ kind: "merge", key: merge.mergeId, at: merge.mergedAt, merge });

/** What is not a message stands where it was written; of messages the server's order holds, whatever their clocks say. */
function inOrder(messages: readonly MessageView[], others: readonly Entry[]): readonly Entry[] {
  const entries: Entry[] = messages.map((message) => ({
    kind: "message",
    key: message.messageId,
    at: message.at,
    message,
  }));
  for (const other of others) {
    const after = entries.findLastIndex(({ at }) => at <= other.at);
    entries.splice(after + 1, 0, other);
  }
  return entries;
}

/** The story goes on in another conversation of the case. */
function isOtherThread(entries: readonly Entry[], at: number): boolean {
  const entry = entries[at];
  const before = entries.slice(0, at).findLast(({ kind }) => kind === "message");
  if (entry?.kind !== "message" || before?.kind !== "message") return false;
  return entry.message.conversationId !== before.message.conversationId;
}

/** Five minutes of silence begin a new thought. */
function isFollowUp(before: Entry | undefined, message: MessageView): boolean {
  if (before?.kind !== "message" || before.message.conversationId !== message.conversationId) return false;
  const { speaker, speakerName, at } = before.message;
  return speaker === message.speaker && speakerName === message.speakerName && message.at - at < 300_000;
}

function isSameDay(one: number, other: number): boolean {
  return new Date(one).toDateString() === new Date(other).toDateString();
}
