/** Every key, in one list. */
import { Dialog, Modal, ModalOverlay } from "react-aria-components";
import { DialogHead } from "../desk/dialog-head.tsx";
import { KeyCap } from "../parts/key-cap.tsx";
import { type TextName, useTexts } from "../texts/use-texts.tsx";

const KEYS: readonly (readonly [TextName, readonly string[]])[] = [
  ["shortcuts.next", ["J"]],
  ["shortcuts.previous", ["K"]],
  ["shortcuts.open", ["Enter"]],
  ["shortcuts.select", ["X"]],
  ["shortcuts.take", ["T"]],
  ["shortcuts.reply", ["R"]],
  ["shortcuts.macros", ["M"]],
  ["shortcuts.send", [modifierKey(), "Enter"]],
  ["shortcuts.sendResolve", [modifierKey(), "Shift", "Enter"]],
  ["shortcuts.sendAwait", [modifierKey(), "Alt", "Enter"]],
  ["shortcuts.note", ["N"]],
  ["shortcuts.resolve", ["E"]],
  ["shortcuts.snooze", ["S"]],
  ["shortcuts.transfer", ["A"]],
  ["shortcuts.await", ["W"]],
  ["shortcuts.toQueue", ["Q"]],
  ["shortcuts.toAssistant", ["B"]],
  ["shortcuts.undo", ["Z"]],
  ["shortcuts.palette", [modifierKey(), "K"]],
  ["shortcuts.search", ["/"]],
  ["shortcuts.leave", ["Esc"]],
  ["shortcuts.help", ["?"]],
];

export function modifierKey(): string {
  return /mac|iphone|ipad/i.test(navigator.userAgent) ? "⌘" : "Ctrl";
}

interface ShortcutsDialogProps {
  readonly isOpen: boolean;
  readonly onOpenChange: (isOpen: boolean) => void;
}

export function ShortcutsDialog({ isOpen, onOpenChange }: ShortcutsDialogProps) {
  const { text } = useTexts();
  return (
    <ModalOverlay className="overlay" isOpen={isOpen} onOpenChange={onOpenChange} isDismissable>
      <Modal className="modal">
        <Dialog className="dialog">
          <DialogHead title={text("shortcuts.title")} />
          <dl className="keys">
            {KEYS.map(([name, keys]) => (
              <div key={name} className="keys-row">
                <dt>{text(name)}</dt>
                <dd>
                  {keys.map((key) => (
                    <KeyCap key={key} name={key} />
                  ))}
                </dd>
              </div>
            ))}
          </dl>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
