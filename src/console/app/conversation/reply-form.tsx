/** A reply to the buyer, and what becomes of the case with it. Who writes at the same time is asked about once. */
import { type RefObject, useId } from "react";
import { Button, Menu, MenuItem, MenuTrigger, Popover } from "react-aria-components";
import type { HolderView, TicketPageView } from "../../console-api.ts";
import { CopilotStrip } from "../copilot/copilot-strip.tsx";
import { RewriteMenu, RewriteNote } from "../copilot/rewrite-menu.tsx";
import { useRewrite } from "../copilot/use-rewrite.ts";
import type { Watcher } from "../desk/use-watchers.ts";
import { AttachButton } from "../files/attach-button.tsx";
import { FileTray } from "../files/file-tray.tsx";
import { dropTarget, takePasted } from "../files/take-dropped.ts";
import { modifierKey } from "../inbox/shortcuts-dialog.tsx";
import { nameChannel } from "../parts/badges.tsx";
import { nameLanguage } from "../parts/format-time.ts";
import { ChevronIcon } from "../parts/icons.tsx";
import { MacroMenu, MacroNote } from "../macros/macro-menu.tsx";
import { useMacros } from "../macros/use-macros.ts";
import { MannerHint } from "../languages/manner-hint.tsx";
import { TranslationPanel } from "../languages/translation-panel.tsx";
import { useTranslation } from "../languages/use-translation.ts";
import { KeyCap } from "../parts/key-cap.tsx";
import { type Texts, useTexts } from "../texts/use-texts.tsx";
import { AskFirst, useAskFirst } from "./ask-first.tsx";
import type { Next, Replies } from "./use-replies.ts";

/** As the server's limit. */
const MAX_LENGTH = 8_000;

interface ReplyFormProps {
  readonly page: TicketPageView;
  readonly holder: HolderView;
  readonly replies: Replies;
  readonly watchers: readonly Watcher[];
  readonly field: RefObject<HTMLTextAreaElement | null>;
}

export function ReplyForm({ page, holder, replies, watchers, field }: ReplyFormProps) {
  const { language, text } = useTexts();
  const hintId = useId();
  const name = page.ticket.contactName ?? text("queue.visitor");
  const { draft } = replies;
  const macros = useMacros(page, replies, field);
  const rewrite = useRewrite(page.ticket.ticketId, replies);
  const translation = useTranslation(page, draft);
  const excess = draft.trim().length - MAX_LENGTH;
  const { uploads } = replies;
  const hasSomething = draft.trim() !== "" || uploads.ready.length > 0;
  const canSend = hasSomething && excess <= 0 && !translation.isWaiting && uploads.isSettled;
  const asked = useAskFirst(watchers, translation, draft);

  const send = (next?: Next) => {
    if (!canSend) return;
    const passed = asked.pass(next);
    if (passed === null) return;
    replies.sendDraft(passed.next ?? macros.next, {
      macroKey: macros.macroKey,
      translated: translation.reply,
    });
  };

  return (
    <form
      className="composer-form"
      {...dropTarget(uploads)}
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      {page.languages.manner === null ? null : <MannerHint manner={page.languages.manner} />}
      <MacroNote macros={macros} />
      <RewriteNote rewrite={rewrite} />
      <textarea
        ref={field}
        // An empty field has no text to take the direction from; its placeholder is the console's.
        dir={draft === "" ? undefined : "auto"}
        rows={2}
        aria-label={text("composer.label", { name })}
        aria-describedby={hintId}
        placeholder={text("composer.placeholder", { name })}
        value={draft}
        onPaste={(event) => takePasted(event, uploads)}
        onChange={(event) => replies.changeDraft(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.nativeEvent.isComposing) return;
          if (event.key === "Escape") event.currentTarget.blur();
          if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
          event.preventDefault();
          send(event.shiftKey ? "resolve" : event.altKey ? "await" : undefined);
        }}
      />
      <FileTray uploads={uploads} rules={page.files} />
      <TranslationPanel page={page} translation={translation} />
      <AskFirst asked={asked} onSend={() => send()} />
      <div className="composer-foot">
        <MacroMenu macros={macros} />
        <AttachButton uploads={uploads} rules={page.files} />
        <RewriteMenu rewrite={rewrite} hasDraft={draft.trim() !== ""} />
        <p id={hintId} className="composer-hint">
          {excess > 0 ? (
            <span className="delivery-bad">{text("composer.tooLong", { count: excess })}</span>
          ) : (
            text(translation.isReplacing ? "translation.receives" : "composer.receives", {
              language: nameLanguage(page.ticket.language, language),
            })
          )}
          {page.conversations.length > 1 ? ` ${nameGoal(page, text)}` : null}
        </p>
        <span className="composer-key" aria-hidden="true">
          {text("composer.sendKey", { modifier: modifierKey() })}
        </span>
        <span className="split">
          <Button type="submit" className="button button-accent" isDisabled={!canSend}>
            {text(holder.kind === "you" ? "composer.send" : "composer.takeAndSend")}
          </Button>
          <SendMenu isDisabled={!canSend} onSend={send} />
        </span>
      </div>
      <CopilotStrip page={page} replies={replies} macros={macros} field={field} />
    </form>
  );
}

function nameGoal({ conversations, ticket }: TicketPageView, text: Texts["text"]): string {
  const channel = conversations.find(({ isVoice }) => isVoice)?.channel ?? ticket.channel;
  return text("merge.goesTo", { channel: nameChannel(channel, text) });
}

function SendMenu({ isDisabled, onSend }: { readonly isDisabled: boolean; readonly onSend: (next: Next) => void }) {
  const { text } = useTexts();
  const modifier = modifierKey();
  const keys: Readonly<Record<Next, string>> = {
    resolve: `${modifier} Shift Enter`,
    await: `${modifier} Alt Enter`,
  };
  return (
    <MenuTrigger>
      <Button className="button button-accent" aria-label={text("composer.more")} isDisabled={isDisabled}>
        <ChevronIcon />
      </Button>
      <Popover className="popover" placement="top end">
        <Menu className="menu" aria-label={text("composer.more")}>
          {(["resolve", "await"] as const).map((next) => (
            <MenuItem key={next} id={next} className="menu-item" onAction={() => onSend(next)}>
              <span className="menu-label">{text(`composer.sendAnd.${next}`)}</span>
              <KeyCap name={keys[next]} />
            </MenuItem>
          ))}
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}
