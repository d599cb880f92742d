/** A reply that may not have arrived, and the way to send it once more: the button says what that may lead to. */
import { useState } from "react";
import { Button } from "react-aria-components";
import type { ActionView, MessageView } from "../../console-api.ts";
import type { Called } from "../server/call-api.ts";
import { useApi } from "../server/use-api.tsx";
import { useTexts } from "../texts/use-texts.tsx";

interface SendAgainProps {
  readonly message: MessageView;
  readonly ticketId: string;
  readonly onAnswer: (called: Called<ActionView>) => Promise<boolean>;
}

export function SendAgain({ message, ticketId, onAnswer }: SendAgainProps) {
  const { text } = useTexts();
  const api = useApi();
  const [state, setState] = useState<"idle" | "sending" | "sent">("idle");
  const { delivery, speaker, messageId } = message;
  if (speaker !== "agent" || (delivery !== "unknown" && delivery !== "refused") || state === "sent") return null;
  const send = async () => {
    setState("sending");
    const isOver = await onAnswer(await api.post<ActionView>(`/tickets/${ticketId}/messages/${messageId}/again`, {}));
    setState(isOver ? "sent" : "idle");
  };
  return (
    <Button className="button-text" isDisabled={state === "sending"} onPress={() => void send()}>
      {text(delivery === "unknown" ? "files.again.risk" : "files.again")}
    </Button>
  );
}
