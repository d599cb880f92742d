/** One message: who said it, what, when, and where it stands when it was ours. Text is text, never markup. */
import type { ComponentProps } from "react";
import type { MessageView } from "../../console-api.ts";
import { AttachmentView } from "../files/attachment-view.tsx";
import { SendAgain } from "../files/send-again.tsx";
import { MessageWords } from "../languages/message-words.tsx";
import { formatClock, formatMoment } from "../parts/format-time.ts";
import { WarningIcon } from "../parts/icons.tsx";
import { type Texts, useTexts } from "../texts/use-texts.tsx";
import { Sources } from "./sources.tsx";

interface MessageBubbleProps {
  readonly message: MessageView;
  /** The same voice goes on: the name need not be said again. */
  readonly isFollowUp: boolean;
  readonly contactName: string | null;
  /** Where a reply that may not have arrived can be sent once more. */
  readonly again?: Omit<ComponentProps<typeof SendAgain>, "message"> | undefined;
  /** What there is of it in the agent's language, and what the agent wrote. */
  readonly words?: Omit<ComponentProps<typeof MessageWords>, "message">;
}

const AS_IT_IS = { translation: undefined, own: undefined, onAgain: undefined };

export function MessageBubble({ message, isFollowUp, contactName, words = AS_IT_IS, again }: MessageBubbleProps) {
  const { language, text } = useTexts();
  const { speaker, sources, choices, attachments } = message;
  const name = nameSpeaker(message, contactName, text);
  return (
    <li className="message" data-speaker={speaker} data-follow-up={isFollowUp}>
      <p className={isFollowUp ? "unseen" : "message-head"}>
        <bdi>{name}</bdi>
        <time dateTime={new Date(message.at).toISOString()} title={formatMoment(message.at, language)}>
          {formatClock(message.at, language)}
        </time>
      </p>
      <div className="bubble">
        <MessageWords message={message} {...words} />
        {attachments.map((attachment, at) => (
          <AttachmentView key={`${at}-${attachment.kind}`} messageId={message.messageId} attachment={attachment} />
        ))}
        {choices.length === 0 ? null : (
          <ul className="choices" aria-label={text("message.choices")}>
            {choices.map((label) => (
              <li key={label} dir="auto">
                {label}
              </li>
            ))}
          </ul>
        )}
        {sources.length === 0 ? null : <Sources sources={sources} />}
      </div>
      <DeliveryState message={message} again={again} />
    </li>
  );
}

function DeliveryState({ message, again }: Pick<MessageBubbleProps, "message" | "again">) {
  const { text } = useTexts();
  const { delivery, isMaybeDuplicate } = message;
  if (delivery === null || (delivery === "delivered" && !isMaybeDuplicate && message.speaker !== "agent")) return null;
  const tone = delivery === "refused" ? "bad" : delivery === "unknown" ? "warn" : "quiet";
  return (
    <p className="delivery">
      <span className={`delivery-${tone}`}>
        {tone === "quiet" ? null : <WarningIcon />}
        {text(`delivery.${delivery}`)}
      </span>
      {isMaybeDuplicate ? (
        <span className="delivery-warn">
          <WarningIcon />
          {text("delivery.maybeTwice")}
        </span>
      ) : null}
      {message.isAgain ? <span className="delivery-quiet">{text("files.copy")}</span> : null}
      {again ? <SendAgain message={message} {...again} /> : null}
    </p>
  );
}

function nameSpeaker(message: MessageView, contactName: string | null, text: Texts["text"]): string {
  switch (message.speaker) {
    case "buyer":
      return contactName ?? text("speaker.buyer");
    case "assistant":
      return text("speaker.assistant");
    case "agent":
      return message.speakerName ?? text("speaker.agent");
    case "notice":
      return text("speaker.notice");
  }
}
