/** The messages of a conversation that is only read. */
import type { TranscriptView } from "../../search/search-api.ts";
import { MessageBubble } from "../conversation/message-bubble.tsx";
import { formatDay } from "../parts/format-time.ts";
import { useTexts } from "../texts/use-texts.tsx";

export function ReadMessages({ transcript: { messages } }: { readonly transcript: Pick<TranscriptView, "messages"> }) {
  const { language } = useTexts();
  const [first] = messages;
  return (
    <ol className="messages-list transcript">
      {first === undefined ? null : <li className="day">{formatDay(first.at, language)}</li>}
      {messages.map((message) => (
        <MessageBubble key={message.messageId} message={message} isFollowUp={false} contactName={null} />
      ))}
    </ol>
  );
}
