/** A reply the server does not have yet: on its way, or waiting for the agent to decide. */
import { Button } from "react-aria-components";
import { FileIcon, WarningIcon } from "../parts/icons.tsx";
import { useTexts } from "../texts/use-texts.tsx";
import type { Outgoing, Replies } from "./use-replies.ts";

export function OutgoingBubble({ reply, replies }: { readonly reply: Outgoing; readonly replies: Replies }) {
  const { text } = useTexts();
  const hasFailed = reply.state === "failed";
  return (
    <li className="message" data-speaker="agent" data-outgoing={reply.state}>
      <p className="message-head">{text("speaker.you")}</p>
      <div className="bubble">
        {reply.text === "" ? null : (
          <p className="bubble-text" dir="auto">
            {reply.text}
          </p>
        )}
        {reply.uploads?.map(({ uploadId, name }) => (
          <p key={uploadId} className="attachment">
            <FileIcon />
            <bdi>{name}</bdi>
          </p>
        ))}
      </div>
      <p className="delivery" role={hasFailed ? "alert" : undefined}>
        {hasFailed ? (
          <>
            <span className="delivery-bad">
              <WarningIcon />
              {text("composer.notSent")}
            </span>
            <Button className="button-text" onPress={() => replies.retry(reply.draftKey)}>
              {text("action.retry")}
            </Button>
            <Button className="button-text" onPress={() => replies.edit(reply.draftKey)}>
              {text("composer.edit")}
            </Button>
          </>
        ) : (
          <span className="delivery-quiet">{text("composer.sending")}</span>
        )}
      </p>
    </li>
  );
}
