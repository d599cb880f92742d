/** The panel's door: the loader imports this once and then opens, closes and re-languages the conversation through it. */
import { render } from "preact";
import type { WidgetConfig } from "../../wire.ts";
import { createServer } from "../thread/call-server.ts";
import { createThread } from "../thread/create-thread.ts";
import { createBrowserValues } from "./browser-values.ts";
import css from "./panel.css?inline";
import { PanelView } from "./panel-view.tsx";
import { watchPage } from "./watch-page.ts";

export interface PanelParts {
  readonly root: ShadowRoot;
  readonly base: string;
  readonly config: WidgetConfig;
  readonly onUnread: (count: number) => void;
  readonly onToggle: (isOpen: boolean) => void;
  readonly onConfig: (config: WidgetConfig) => void;
}

export interface PanelHandle {
  open(): void;
  close(): void;
  setLanguage(tag: string): Promise<void>;
}

export function mountPanel(parts: PanelParts): PanelHandle {
  adoptStyles(parts.root);
  const place = document.createElement("div");
  parts.root.append(place);
  const values = createBrowserValues();
  const server = createServer(parts.base, (url, init) => fetch(url, init));
  const thread = createThread({ server, values, exclusive: runInOneTab });
  let config = parts.config;
  let isOpen = false;
  let unread = -1;

  const draw = () => {
    const view = (
      <PanelView {...{ config, thread, values, isOpen, close, setLanguage, ownHost: new URL(parts.base).host }} />
    );
    render(view, place);
  };
  const toggle = (next: boolean) => {
    if (isOpen === next) return;
    isOpen = next;
    parts.onToggle(isOpen);
    draw();
    // Back to where the buyer came from; a screen reader would start over at the top of the page otherwise.
    if (!isOpen) parts.root.querySelector<HTMLElement>(".launcher")?.focus();
  };
  const close = () => toggle(false);
  const setLanguage = async (tag: string) => {
    const response = await fetch(`${parts.base}config?lang=${encodeURIComponent(tag)}`, { credentials: "omit" });
    if (!response.ok) return;
    config = (await response.json()) as WidgetConfig;
    values.set("dragoman:language", config.language);
    parts.onConfig(config);
    draw();
  };
  const showUnread = () => {
    if (thread.state().unreadCount === unread) return;
    unread = thread.state().unreadCount;
    parts.onUnread(unread);
  };
  thread.subscribe(showUnread);
  watchPage(thread);
  draw();
  return { open: () => toggle(true), close, setLanguage: (tag) => setLanguage(tag).catch(() => {}) };
}

function adoptStyles(root: ShadowRoot): void {
  if ("adoptedStyleSheets" in root && root.adoptedStyleSheets.length > 0) {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
    root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
    return;
  }
  const style = document.createElement("style");
  style.textContent = css;
  root.append(style);
}

/** Web Locks exist on secure pages; without them two tabs may send the same message, which the server takes once. */
function runInOneTab(work: () => Promise<void>): Promise<void> {
  const { locks } = navigator as { locks?: LockManager };
  return locks ? locks.request("dragoman-send", work) : work();
}
