/** Who speaks with the buyer now, as a sentence and a colour, and what can be done about it. */
import { Button, Menu, MenuItem, MenuTrigger, Popover } from "react-aria-components";
import type { HolderView, TicketPageView } from "../../console-api.ts";
import { addressOf } from "../inbox/use-route.ts";
import { findSurvivor } from "../merge/use-merges.ts";
import { followLink } from "../parts/use-path.ts";
import { formatAhead } from "../parts/format-time.ts";
import { ChevronIcon } from "../parts/icons.tsx";
import { KeyCap } from "../parts/key-cap.tsx";
import { type Texts, useTexts } from "../texts/use-texts.tsx";
import { isOver, type TicketAction, type TicketActions } from "./use-ticket-actions.ts";

export const ACTION_KEYS: Readonly<Record<TicketAction, "t" | "e" | "s" | "w" | "a" | "q" | "b" | null>> = {
  take: "t",
  // Rare, and not to be done by a slip of the finger.
  takeOver: null,
  merge: null,
  resolve: "e",
  snooze: "s",
  await: "w",
  transfer: "a",
  toQueue: "q",
  toAssistant: "b",
};

const FIRST: readonly TicketAction[] = ["snooze", "resolve", "take"];
const MORE: readonly TicketAction[] = ["await", "takeOver", "transfer", "merge", "toQueue", "toAssistant"];

interface OwnershipBarProps {
  readonly page: TicketPageView;
  readonly actions: TicketActions;
  readonly onAction: (action: TicketAction) => void;
}

export function OwnershipBar({ page, actions, onAction }: OwnershipBarProps) {
  const { language, text } = useTexts();
  const holder = actions.holder ?? page.holder;
  const owner = isOver(page) ? "resolved" : holder.kind;
  const { status, snoozedUntil } = page.ticket;
  const more = MORE.filter((action) => actions.possible.has(action));
  return (
    <div className="ownership" data-owner={owner}>
      <p className="ownership-sentence" role="status">
        {owner === "resolved" ? <Ended page={page} /> : describeOwner(holder, text)}
        {status === "snoozed" ? (
          <span className="ownership-more">
            {snoozedUntil === null
              ? text("status.snoozed")
              : text("waiting.snoozed", { time: formatAhead(snoozedUntil, language) })}
          </span>
        ) : null}
        {status === "pending-buyer" ? <span className="ownership-more">{text("status.pending-buyer")}</span> : null}
      </p>
      <div className="ownership-actions">
        {more.length === 0 ? null : (
          <MenuTrigger>
            <Button className="button" isDisabled={actions.isBusy}>
              {text("action.more")}
              <ChevronIcon />
            </Button>
            <Popover className="popover" placement="bottom end">
              <Menu className="menu" aria-label={text("action.more")}>
                {more.map((action) => (
                  <MenuItem key={action} id={action} className="menu-item" onAction={() => onAction(action)}>
                    <span className="menu-label">{text(`action.${action}`)}</span>
                    <ActionKey action={action} />
                  </MenuItem>
                ))}
              </Menu>
            </Popover>
          </MenuTrigger>
        )}
        {FIRST.filter((action) => actions.possible.has(action)).map((action) => (
          <Button
            key={action}
            className={action === "take" ? "button button-accent" : "button"}
            isDisabled={actions.isBusy}
            onPress={() => onAction(action)}
          >
            {text(`action.${action}`)}
            <span className="button-key" aria-hidden="true">
              <ActionKey action={action} />
            </span>
          </Button>
        ))}
      </div>
    </div>
  );
}

/** Resolved, or part of another one: then the way there. */
function Ended({ page }: { readonly page: TicketPageView }) {
  const { text } = useTexts();
  const survivor = findSurvivor(page);
  if (survivor === null) return text("owner.resolved");
  return (
    <>
      {text("merge.into", { number: String(survivor.number) })}{" "}
      <a href={addressOf({ view: "held", ticketId: survivor.ticketId })} onClick={followLink}>
        {text("merge.goOn")}
      </a>
    </>
  );
}

function ActionKey({ action }: { readonly action: TicketAction }) {
  const key = ACTION_KEYS[action];
  return key === null ? null : <KeyCap name={key.toUpperCase()} />;
}

function describeOwner(holder: HolderView, text: Texts["text"]): string {
  if (holder.kind === "colleague") return text("owner.colleague", { name: holder.name ?? text("owner.someone") });
  return text(`owner.${holder.kind}`);
}
