/** One message: who said it, what, when, and where it stands when it was ours. Text is text, never markup. */
import type { ComponentProps } from "react";
import type { MessageView } from "../../console-api.ts";
import { MessageWords } from "../languages/message-words.tsx";
import { formatClock, formatMoment } from "../parts/format-time.ts";
import { FileIcon, WarningIcon } from "../parts/icons.tsx";
import { type Texts, useTexts } from "../texts/use-texts.tsx";
import { Sources } from "./sources.tsx";

interface MessageBubbleProps {
  readonly message: MessageView;
  /** The same voice goes on: the name need not be said again. */
  readonly isFollowUp: boolean;
  readonly contactName: string | null;
  /** What there is of it in the agent's language, and what the agent wrote. */
  readonly words?: Omit<ComponentProps<typeof MessageWords>, "message">;
}

const AS_IT_IS = { translation: undefined, own: undefined, onAgain: undefined };

export function MessageBubble({ message, isFollowUp, contactName, words = AS_IT_IS }: MessageBubbleProps) {
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
          <p key={`${at}-${attachment.kind}`} className="attachment">
            <FileIcon />
            {describeAttachment(attachment, text)}
          </p>
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
      <DeliveryState message={message} />
    </li>
  );
}

function DeliveryState({ message }: { readonly message: MessageView }) {
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

function describeAttachment(attachment: MessageView["attachments"][number], text: Texts["text"]): string {
  switch (attachment.kind) {
    case "image":
      return attachment.altText === ""
        ? text("attachment.image")
        : `${text("attachment.image")}: ${attachment.altText}`;
    case "file":
      return `${text("attachment.file")}: ${attachment.name}`;
    case "voice":
      return text("attachment.voice", { seconds: Math.max(1, Math.round(attachment.durationMs / 1000)) });
    case "location":
      return `${text("attachment.location")}: ${attachment.latitude.toFixed(4)}, ${attachment.longitude.toFixed(4)}`;
  }
}
