/** In the composer: five ways to say the draft otherwise, and above the field what became of it. */
import { Button, Menu, MenuItem, MenuTrigger, Popover } from "react-aria-components";
import { REWRITE_MANNERS } from "../../../contracts/copilot.ts";
import { PenIcon } from "../parts/icons.tsx";
import { type Texts, useTexts } from "../texts/use-texts.tsx";
import { describeFailure } from "./describe-failure.ts";
import { useCopilot } from "./use-copilot.tsx";
import type { Rewrite, RewriteState } from "./use-rewrite.ts";

export function RewriteMenu({ rewrite, hasDraft }: { readonly rewrite: Rewrite; readonly hasDraft: boolean }) {
  const { text } = useTexts();
  const { view } = useCopilot();
  const hasModel = view?.hasModel === true;
  return (
    <MenuTrigger>
      <Button className="button-icon" aria-label={text("rewrite.menu")} isDisabled={rewrite.state.kind === "running"}>
        <PenIcon />
      </Button>
      <Popover className="popover rewrite-popover" placement="top start">
        {hasModel ? null : <p className="macro-none">{text("rewrite.noModel")}</p>}
        {hasModel && !hasDraft ? <p className="macro-none">{text("rewrite.noDraft")}</p> : null}
        <Menu
          className="menu"
          aria-label={text("rewrite.menu")}
          disabledKeys={hasModel && hasDraft ? [] : REWRITE_MANNERS}
        >
          {REWRITE_MANNERS.map((manner) => (
            <MenuItem key={manner} id={manner} className="menu-item" onAction={() => rewrite.run(manner)}>
              {text(`rewrite.do.${manner}`)}
            </MenuItem>
          ))}
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}

export function RewriteNote({ rewrite: { state, undo } }: { readonly rewrite: Rewrite }) {
  const { text } = useTexts();
  if (state.kind === "idle") return null;
  const isBad = state.kind === "refused" || state.kind === "failed";
  return (
    <p className={`note ${isBad ? "note-warn" : "note-info"} rewrite-note`} role="status">
      <span>{describe(state, text)}</span>
      {state.kind === "done" ? (
        <Button className="button-text" onPress={undo}>
          {text("rewrite.undo")}
        </Button>
      ) : null}
    </p>
  );
}

function describe(state: Exclude<RewriteState, { kind: "idle" }>, text: Texts["text"]): string {
  switch (state.kind) {
    case "running":
      return text("rewrite.running");
    case "done":
      return text(`rewrite.done.${state.manner}`);
    case "unchanged":
      return text("rewrite.unchanged");
    case "overtaken":
      return text("rewrite.overtaken");
    case "refused":
      return text(`rewrite.refused.${state.fault}`);
    case "failed":
      return state.reason === "too-long" ? text("rewrite.tooLong") : describeFailure(state.reason, text);
  }
}
