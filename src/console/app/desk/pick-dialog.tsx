/** One of many, found by typing: the palette, colleagues, moments. Arrows move, Enter takes, Escape leaves. */
import { useEffect, useRef } from "react";
import {
  Autocomplete,
  Dialog,
  Heading,
  Input,
  Menu,
  MenuItem,
  Modal,
  ModalOverlay,
  SearchField,
  useFilter,
} from "react-aria-components";
import { KeyCap } from "../parts/key-cap.tsx";
import { useTexts } from "../texts/use-texts.tsx";

export interface Pick {
  readonly pickId: string;
  readonly label: string;
  readonly detail?: string;
  readonly key?: string;
  readonly run: () => void;
}

interface PickDialogProps {
  readonly title: string;
  readonly picks: readonly Pick[];
  readonly isOpen: boolean;
  readonly onOpenChange: (isOpen: boolean) => void;
}

export function PickDialog({ title, picks, isOpen, onOpenChange }: PickDialogProps) {
  const { text } = useTexts();
  const { contains } = useFilter({ sensitivity: "base" });
  const isTaken = useRef(false);
  useEffect(() => {
    if (isOpen) isTaken.current = false;
  }, [isOpen]);
  const take = (run: () => void, close: () => void) => {
    if (isTaken.current) return;
    isTaken.current = true;
    close();
    runAfterClosing(run);
  };
  return (
    <ModalOverlay className="overlay overlay-top" isOpen={isOpen} onOpenChange={onOpenChange} isDismissable>
      <Modal className="modal modal-pick">
        <Dialog className="pick">
          {({ close }) => (
            <>
              <Heading slot="title" className="pick-title">
                {title}
              </Heading>
              <Autocomplete filter={contains}>
                <SearchField
                  className="pick-field"
                  aria-label={text("pick.search")}
                  autoFocus
                  // Enter right after the last letter, before the list has marked its first line: that line is meant.
                  onSubmit={(typed) => {
                    const first = picks.find(({ label }) => contains(label, typed));
                    if (first !== undefined && typed !== "") take(first.run, close);
                  }}
                >
                  <Input dir="auto" placeholder={text("pick.search")} />
                </SearchField>
                {/* A scrolling region must be reachable by keyboard; the arrows move in it from the field. */}
                {/* biome-ignore lint/a11y/noNoninteractiveTabindex: see above */}
                <div className="pick-scroll" tabIndex={0} role="region" aria-label={title}>
                  <Menu
                    className="pick-list"
                    aria-label={title}
                    items={picks}
                    renderEmptyState={() => <p className="pick-empty">{text("pick.nothing")}</p>}
                  >
                    {({ pickId, label, detail, key, run }) => (
                      <MenuItem
                        id={pickId}
                        textValue={label}
                        className="menu-item pick-item"
                        onAction={() => {
                          take(run, close);
                        }}
                      >
                        <bdi className="menu-label">{label}</bdi>
                        {detail === undefined ? null : <span className="muted">{detail}</span>}
                        {key === undefined ? null : <KeyCap name={key} />}
                      </MenuItem>
                    )}
                  </Menu>
                </div>
              </Autocomplete>
            </>
          )}
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}

/** The focus goes back to where it was when the dialog is gone; what runs then may take it somewhere else. */
function runAfterClosing(run: () => void): void {
  requestAnimationFrame(() => requestAnimationFrame(run));
}
