/** The scrolling part: greeting, thread, draft, typing. Stays at the end unless the buyer reads further up. */
import type { ComponentChildren } from "preact";
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import type { Choice } from "../../../../src/contracts/message.ts";
import type { WidgetConfig } from "../../wire.ts";
import type { ThreadLine, ThreadState } from "../thread/create-board.ts";
import type { Thread } from "../thread/create-thread.ts";
import { BuyerItem } from "./buyer-item.tsx";
import { Icon } from "./icons.tsx";
import { AssistantName, MessageItem } from "./message-item.tsx";
import type { AllowLink } from "./read-text.ts";
import { RichText } from "./rich-text.tsx";
import { isRating, readPressed } from "./thumbs.tsx";

export interface MessageListParts {
  readonly config: WidgetConfig;
  readonly thread: Thread;
  readonly state: ThreadState;
  readonly allowLink: AllowLink;
  readonly isOpen: boolean;
  readonly greeting: ComponentChildren;
  readonly onChoose: (choice: Choice) => void;
}

/** Closer than this to the end counts as being there. */
const NEAR_END_PX = 80;

export function MessageList(parts: MessageListParts) {
  const { config, thread, state, isOpen } = parts;
  const scroller = useRef<HTMLDivElement>(null);
  const { newCount, jump, onScroll } = useEnd(scroller, thread, state, isOpen);
  const pressed = useMemo(() => readPressed(state), [state]);
  // A tap on a thumb shows on the thumb; it is nothing the buyer said.
  const shown = state.lines.filter(({ entry }) => entry.kind !== "buyer" || !isRating(entry.choiceId));
  return (
    <div class="scroller" ref={scroller} onScroll={onScroll} tabIndex={-1}>
      {!state.hasOlder && parts.greeting}
      <div
        class="lines"
        role="log"
        aria-live="polite"
        aria-busy={!state.isReady}
        aria-label={config.texts["widget-title"]}
      >
        {shown.map((line, index) => (
          <Line key={keyOf(line)} line={line} above={shown[index - 1]} pressed={pressed} parts={parts} />
        ))}
        {waitingOf(state).map(({ body }) => (
          <Said
            key={`buyer-${body.clientMessageId}`}
            clientMessageId={body.clientMessageId}
            text={"text" in body ? body.text : body.label}
            parts={parts}
          />
        ))}
      </div>
      <Coming config={config} state={state} allowLink={parts.allowLink} />
      {newCount > 0 && (
        <button type="button" class="jump" onClick={jump}>
          <Icon name="down" />
          {config.newMessages[Math.min(newCount, config.newMessages.length) - 1]}
        </button>
      )}
    </div>
  );
}

interface LineParts {
  readonly line: ThreadLine;
  readonly above: ThreadLine | undefined;
  readonly pressed: ReadonlySet<string>;
  readonly parts: MessageListParts;
}

function Line({ line, above, pressed, parts }: LineParts) {
  const { entry } = line;
  const { config, state } = parts;
  if (entry.kind === "buyer") return <Said clientMessageId={entry.clientMessageId} text={entry.text} parts={parts} />;
  const isSameSpeaker =
    above?.entry.kind === "message" &&
    above.entry.speaker === entry.speaker &&
    above.entry.speakerName === entry.speakerName;
  const hasAnswered =
    saidAndWaiting(state).length > 0 ||
    state.lines.some(
      (later) => later.cursor > line.cursor && later.entry.kind === "buyer" && !isRating(later.entry.choiceId),
    );
  return (
    <MessageItem
      said={entry}
      config={config}
      thread={parts.thread}
      allowLink={parts.allowLink}
      isFirstOfRun={!isSameSpeaker}
      canChoose={!hasAnswered}
      pressed={pressed}
      onChoose={parts.onChoose}
    />
  );
}

interface SaidParts {
  readonly clientMessageId: string;
  readonly text: string;
  readonly parts: MessageListParts;
}

/**
 * Sent is what the server has confirmed, and nothing else: the thread shows a line before the message is stored, and
 * when storing fails the line stands there while the message still waits, or was refused.
 */
function Said({ clientMessageId, text, parts }: SaidParts) {
  const { config, thread, state } = parts;
  const waiting = saidAndWaiting(state);
  const own = waiting.find(({ body }) => body.clientMessageId === clientMessageId);
  const progress = own?.hasFailed ? "failed" : own ? "sending" : "done";
  return (
    <BuyerItem
      text={text}
      config={config}
      progress={progress}
      saysProgress={own !== undefined && own === waiting.at(-1)}
      onRetry={() => thread.retry(clientMessageId)}
    />
  );
}

/** The answer as it is written. Outside of the log, so that a screen reader hears it once, when it is whole. */
function Coming({ config, state, allowLink }: Pick<MessageListParts, "config" | "state" | "allowLink">) {
  if (!state.draft && !state.isTyping) return null;
  const last = state.lines.at(-1)?.entry;
  // Who types is not said; after a message of somebody the dots stand below it without a name.
  const isNamed = state.draft ? last?.kind !== "message" || last.speaker !== "assistant" : last?.kind !== "message";
  return (
    <div class="line from-assistant coming" aria-hidden="true">
      {isNamed && <AssistantName config={config} />}
      <div class="bubble">
        {state.draft ? (
          <RichText text={state.draft.text} allowLink={allowLink} openSource={() => undefined} />
        ) : (
          <span class="dots" title={config.texts["widget-typing"]}>
            <i />
            <i />
            <i />
          </span>
        )}
      </div>
    </div>
  );
}

function keyOf({ entry }: ThreadLine): string {
  return entry.kind === "buyer" ? `buyer-${entry.clientMessageId}` : entry.outboundId;
}

/** What the thread has taken stands among its lines already and is not shown twice, confirmed or not. */
function waitingOf(state: ThreadState) {
  const known = new Set(state.lines.map(({ entry }) => (entry.kind === "buyer" ? entry.clientMessageId : null)));
  return saidAndWaiting(state).filter(({ body }) => !known.has(body.clientMessageId));
}

function saidAndWaiting({ queued }: ThreadState) {
  return queued.filter(({ body }) => !("choiceId" in body && isRating(body.choiceId)));
}

/** Keeps the end in sight, counts what came while the buyer read further up, and fetches older lines at the top. */
function useEnd(
  scroller: { readonly current: HTMLDivElement | null },
  thread: Thread,
  state: ThreadState,
  isOpen: boolean,
) {
  const [isAtEnd, setAtEnd] = useState(true);
  const [readCursor, setReadCursor] = useState(0);
  const firstCursor = state.lines[0]?.cursor ?? 0;
  const heightBefore = useRef({ firstCursor, height: 0 });
  const jump = () => {
    const element = scroller.current;
    if (element) element.scrollTop = element.scrollHeight;
    setAtEnd(true);
  };
  useLayoutEffect(() => {
    const element = scroller.current;
    if (!element || !isOpen) return;
    const before = heightBefore.current;
    // Older lines came in above: what the buyer reads must not move.
    if (firstCursor < before.firstCursor && !isAtEnd) element.scrollTop += element.scrollHeight - before.height;
    else if (isAtEnd) element.scrollTop = element.scrollHeight;
    heightBefore.current = { firstCursor, height: element.scrollHeight };
  });
  useEffect(() => {
    if (!isOpen || !isAtEnd) return;
    setReadCursor(state.lines.at(-1)?.cursor ?? 0);
    if (document.visibilityState === "visible") thread.markSeen();
  }, [isOpen, isAtEnd, state.lines]);
  const ownCount = saidAndWaiting(state).length;
  // Whoever sends wants to see it arrive.
  useEffect(() => (ownCount > 0 ? jump() : undefined), [ownCount]);
  const onScroll = () => {
    const element = scroller.current;
    if (!element) return;
    setAtEnd(element.scrollHeight - element.scrollTop - element.clientHeight < NEAR_END_PX);
    if (element.scrollTop < NEAR_END_PX && state.hasOlder) void thread.loadOlder();
  };
  const newCount = isAtEnd
    ? 0
    : state.lines.filter((line) => line.cursor > readCursor && line.entry.kind === "message").length;
  return { newCount, jump, onScroll };
}
