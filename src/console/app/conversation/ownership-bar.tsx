/** Who speaks with the buyer now, as a sentence and a colour, and what can be done about it. */
import { Button } from "react-aria-components";
import type { HolderView, TicketPageView } from "../../console-api.ts";
import { KeyCap } from "../parts/key-cap.tsx";
import { type Texts, useTexts } from "../texts/use-texts.tsx";
import { isOver, type TicketAction, type TicketActions } from "./use-ticket-actions.ts";

const ORDER: readonly { readonly action: TicketAction; readonly key: string | null }[] = [
  { action: "toQueue", key: null },
  { action: "toAssistant", key: "B" },
  { action: "resolve", key: "E" },
  { action: "take", key: "T" },
];

export function OwnershipBar({ page, actions }: { readonly page: TicketPageView; readonly actions: TicketActions }) {
  const { text } = useTexts();
  const holder = actions.holder ?? page.holder;
  const owner = isOver(page) ? "resolved" : holder.kind;
  return (
    <div className="ownership" data-owner={owner}>
      <p className="ownership-sentence" role="status">
        {owner === "resolved" ? text("owner.resolved") : describeOwner(holder, text)}
      </p>
      <div className="ownership-actions">
        {ORDER.filter(({ action }) => actions.possible.has(action)).map(({ action, key }) => (
          <Button
            key={action}
            className={action === "take" ? "button button-accent" : "button"}
            isDisabled={actions.isBusy}
            onPress={() => actions.run(action)}
          >
            {text(`action.${action}`)}
            {key === null ? null : (
              <span className="button-key" aria-hidden="true">
                <KeyCap name={key} />
              </span>
            )}
          </Button>
        ))}
      </div>
    </div>
  );
}

function describeOwner(holder: HolderView, text: Texts["text"]): string {
  if (holder.kind === "colleague") return text("owner.colleague", { name: holder.name ?? text("owner.someone") });
  return text(`owner.${holder.kind}`);
}
