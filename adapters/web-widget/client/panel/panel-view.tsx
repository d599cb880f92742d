/** The open panel: head, thread, "talk to a person", composer. A dialog one can leave by Escape from anywhere in it. */
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import type { Choice } from "../../../../src/contracts/message.ts";
import type { WidgetConfig, WidgetTextName } from "../../wire.ts";
import type { Thread } from "../thread/create-thread.ts";
import type { ValueStore } from "../thread/keep-values.ts";
import { createAllowLink } from "./allow-link.ts";
import { Composer } from "./composer.tsx";
import { Icon } from "./icons.tsx";
import { keepFocusInside, keepInView } from "./keep-inside.ts";
import { AssistantName } from "./message-item.tsx";
import { MessageList } from "./message-list.tsx";

export interface PanelViewParts {
  readonly config: WidgetConfig;
  readonly thread: Thread;
  readonly values: ValueStore;
  readonly isOpen: boolean;
  readonly ownHost: string;
  readonly close: () => void;
  readonly setLanguage: (tag: string) => Promise<void>;
}

const SUGGESTIONS: readonly WidgetTextName[] = [
  "widget-suggestion-1",
  "widget-suggestion-2",
  "widget-suggestion-3",
  "widget-suggestion-4",
];

export function PanelView(parts: PanelViewParts) {
  const { config, thread, values, isOpen } = parts;
  const state = useThread(thread);
  const dialog = useRef<HTMLDivElement>(null);
  const allowLink = useMemo(() => createAllowLink([...config.linkHosts, parts.ownHost]), [config, parts.ownHost]);
  useEffect(() => (isOpen && dialog.current ? keepInView(dialog.current) : undefined), [isOpen]);

  const say = (text: string) => thread.send({ clientMessageId: createId(), text, locale: config.language });
  const choose = ({ choiceId, label }: Choice) =>
    thread.send({ clientMessageId: createId(), choiceId, label, locale: config.language });
  const onKeyDown = (event: KeyboardEvent) => {
    // The shop's own shortcuts must not fire while somebody types here.
    event.stopPropagation();
    if (event.key === "Escape") parts.close();
    else if (dialog.current) keepFocusInside(dialog.current, event);
  };
  const isEmpty = state.isReady && state.lines.length === 0 && state.queued.length === 0;
  return (
    <div
      class="panel"
      role="dialog"
      aria-modal="true"
      aria-label={config.texts["widget-title"]}
      ref={dialog}
      hidden={!isOpen}
      onKeyDown={onKeyDown}
    >
      <Head {...parts} />
      <p class="status" role="status">
        {state.isOffline && <span>{config.texts["widget-offline"]}</span>}
      </p>
      <MessageList
        {...{ config, thread, state, allowLink, isOpen }}
        onChoose={choose}
        greeting={<Greeting config={config} isEmpty={isEmpty} onAsk={say} />}
      />
      <div class="foot">
        <button
          type="button"
          class="person"
          onClick={() => choose({ choiceId: "person", label: config.texts["talk-to-person"] })}
        >
          <Icon name="person" />
          {config.texts["talk-to-person"]}
        </button>
        <Composer config={config} values={values} isOpen={isOpen} onSend={say} />
        <p class="privacy">{config.texts["widget-privacy"]}</p>
      </div>
    </div>
  );
}

function Head({ config, close, setLanguage }: PanelViewParts) {
  return (
    <div class="head">
      <h2 class="title">{config.texts["widget-title"]}</h2>
      <label class="language" title={config.texts["widget-language"]}>
        <Icon name="globe" />
        <span aria-hidden="true">{config.language}</span>
        <select
          aria-label={config.texts["widget-language"]}
          value={config.language}
          onChange={(event) => void setLanguage(event.currentTarget.value).catch(() => {})}
        >
          {config.languages.map((language) => (
            <option key={language.tag} value={language.tag} lang={language.tag}>
              {language.name}
            </option>
          ))}
        </select>
      </label>
      <button type="button" class="close" aria-label={config.texts["widget-close"]} onClick={close}>
        <Icon name="close" />
      </button>
    </div>
  );
}

interface GreetingParts {
  readonly config: WidgetConfig;
  readonly isEmpty: boolean;
  readonly onAsk: (text: string) => void;
}

function Greeting({ config, isEmpty, onAsk }: GreetingParts) {
  return (
    <div class="greeting">
      <AssistantName config={config} />
      <p class="welcome">{config.texts["widget-greeting"]}</p>
      {isEmpty && (
        <ul class="suggestions">
          {SUGGESTIONS.map((name) => (
            <li key={name}>
              <button type="button" class="suggestion" onClick={() => onAsk(config.texts[name])}>
                <span>{config.texts[name]}</span>
                <Icon name="next" />
              </button>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

function useThread(thread: Thread) {
  const [state, setState] = useState(thread.state());
  useEffect(() => {
    setState(thread.state());
    return thread.subscribe(() => setState(thread.state()));
  }, [thread]);
  return state;
}

/** `randomUUID` exists on secure pages only; a shop in a local network has plain http. */
function createId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
