/** Where the buyer writes. What is typed is kept over reloads until it is sent. */
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import type { WidgetConfig } from "../../wire.ts";
import type { ValueStore } from "../thread/keep-values.ts";
import { Icon } from "./icons.tsx";

const TYPED_KEY = "dragoman:typed";

export interface ComposerParts {
  readonly config: WidgetConfig;
  readonly values: ValueStore;
  readonly isOpen: boolean;
  readonly onSend: (text: string) => void;
}

export function Composer({ config, values, isOpen, onSend }: ComposerParts) {
  const [text, setText] = useState(() => values.get(TYPED_KEY) ?? "");
  const field = useRef<HTMLTextAreaElement>(null);
  const isTooLong = text.length > config.maxTextLength;
  const change = (next: string) => {
    setText(next);
    if (next === "") values.remove(TYPED_KEY);
    else values.set(TYPED_KEY, next);
  };
  const send = () => {
    if (text.trim() === "" || isTooLong) return;
    onSend(text.trim());
    change("");
    field.current?.focus();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    // Enter also ends the choice of a Chinese, Japanese or Korean input method; that is not sending.
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    send();
  };
  useLayoutEffect(() => growToText(field.current), [text, isOpen]);
  useEffect(() => {
    // On a touch screen the keyboard would cover the greeting before anybody asked for it.
    if (isOpen && window.matchMedia("(hover: hover)").matches) field.current?.focus();
  }, [isOpen]);
  return (
    <form
      class="composer"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      {isTooLong && (
        <p class="too-long" id="too-long" role="alert">
          {config.texts["widget-too-long"]}
        </p>
      )}
      <div class="field">
        <textarea
          ref={field}
          rows={1}
          // An empty field would be left-to-right under "auto", its placeholder with it.
          dir={text === "" ? config.direction : "auto"}
          value={text}
          placeholder={config.texts["widget-placeholder"]}
          aria-label={config.texts["widget-placeholder"]}
          aria-invalid={isTooLong}
          aria-describedby={isTooLong ? "too-long" : undefined}
          enterkeyhint="send"
          onInput={(event) => change(event.currentTarget.value)}
          onKeyDown={onKeyDown}
        />
        <button
          type="submit"
          class="send"
          aria-label={config.texts["widget-send"]}
          disabled={text.trim() === "" || isTooLong}
        >
          <Icon name="send" />
        </button>
      </div>
    </form>
  );
}

/** As high as its text, up to about five lines; then it scrolls. */
function growToText(field: HTMLTextAreaElement | null): void {
  if (!field) return;
  field.style.blockSize = "auto";
  field.style.blockSize = `${Math.min(field.scrollHeight, 132)}px`;
}
