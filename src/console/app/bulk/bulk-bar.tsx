/** What can be done with everything that is chosen; over the list, as long as something is. */
import { useState } from "react";
import { Button, Menu, MenuItem, MenuTrigger, Popover } from "react-aria-components";
import type { TicketRow } from "../../console-api.ts";
import { SnoozeDialog } from "../case/snooze-dialog.tsx";
import { TransferDialog } from "../case/transfer-dialog.tsx";
import { ChevronIcon, CloseIcon } from "../parts/icons.tsx";
import { useTexts } from "../texts/use-texts.tsx";
import { FileDialogs, type Filing } from "./file-dialogs.tsx";
import { useBulkKeys } from "./use-bulk-keys.ts";
import type { Bulk } from "./use-bulk.ts";
import type { Selection } from "./use-selection.ts";

interface BulkBarProps {
  readonly selection: Selection;
  readonly bulk: Bulk;
  readonly shown: readonly TicketRow[];
  /** What the view holds, as far as it is counted; null: not known. */
  readonly total: number | null;
}

type Asking = "transfer" | "snooze" | Filing;

export function BulkBar({ selection, bulk, shown, total }: BulkBarProps) {
  const { text } = useTexts();
  const [asking, setAsking] = useState<Asking | null>(null);
  const isBusy = bulk.progress !== null;
  const hasMore = shown.some(({ ticketId }) => !selection.has(ticketId)) || (total ?? 0) > selection.size;
  useBulkKeys({
    isOn: selection.size > 0 && !isBusy,
    keys: {
      e: () => bulk.run({ kind: "resolve" }),
      t: () => bulk.run({ kind: "take" }),
      s: () => setAsking("snooze"),
      a: () => setAsking("transfer"),
      Escape: selection.clear,
    },
  });
  if (selection.size === 0 && !isBusy) return null;
  const close = () => setAsking(null);
  return (
    <section className="bulk-bar" aria-label={text("bulk.label")} aria-busy={isBusy}>
      <p className="bulk-count" role="status">
        {bulk.progress === null
          ? text("bulk.selected", { count: selection.size })
          : text("bulk.progress", bulk.progress)}
      </p>
      {hasMore && !isBusy ? (
        <Button className="button-text" onPress={() => void selection.selectView()}>
          {text("bulk.all")}
        </Button>
      ) : null}
      <Button className="button-icon bulk-clear" aria-label={text("bulk.clear")} onPress={selection.clear}>
        <CloseIcon />
      </Button>
      <div className="actions">
        <Button className="button" isDisabled={isBusy} onPress={() => bulk.run({ kind: "take" })}>
          {text("action.take")}
        </Button>
        <Button className="button" isDisabled={isBusy} onPress={() => bulk.run({ kind: "resolve" })}>
          {text("action.resolve")}
        </Button>
        <Button className="button" isDisabled={isBusy} onPress={() => setAsking("snooze")}>
          {text("action.snooze")}
        </Button>
        <More isBusy={isBusy} onAsk={setAsking} />
      </div>
      <TransferDialog
        isOpen={asking === "transfer"}
        onOpenChange={close}
        onTransfer={({ agentId }) => bulk.run({ kind: "transfer", agentId })}
      />
      <SnoozeDialog
        isOpen={asking === "snooze"}
        onOpenChange={close}
        onSnooze={(until) => bulk.run({ kind: "snooze", until })}
      />
      <FileDialogs
        asking={asking === "transfer" || asking === "snooze" ? null : asking}
        tags={[...new Set(shown.filter(({ ticketId }) => selection.has(ticketId)).flatMap(({ tags }) => tags))]}
        onClose={close}
        onFile={(edit) => bulk.run({ kind: "edit", ...edit })}
      />
    </section>
  );
}

const MORE = ["transfer", "priority", "category", "addTag", "removeTag"] as const;

function More({ isBusy, onAsk }: { readonly isBusy: boolean; readonly onAsk: (asking: Asking) => void }) {
  const { text } = useTexts();
  return (
    <MenuTrigger>
      <Button className="button" isDisabled={isBusy}>
        {text("action.more")}
        <ChevronIcon />
      </Button>
      <Popover className="popover" placement="bottom end">
        <Menu className="menu" aria-label={text("action.more")}>
          {MORE.map((each) => (
            <MenuItem key={each} id={each} className="menu-item" onAction={() => onAsk(each)}>
              {each === "transfer" ? text("action.transfer") : text(`bulk.${each}`)}
            </MenuItem>
          ))}
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}
