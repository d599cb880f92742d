/** The round button at the edge of the shop's page, in a shadow root that the panel shares later. */
import type { WidgetConfig } from "../../wire.ts";
import css from "./launcher.css?inline";
import type { PageFacts } from "./read-page.ts";

export interface Launcher {
  readonly root: ShadowRoot;
  show(config: WidgetConfig): void;
  showUnread(count: number, config: WidgetConfig): void;
  showOpen(isOpen: boolean): void;
  setBusy(isBusy: boolean): void;
}

export function createLauncher(page: PageFacts, onPress: () => void): Launcher {
  const host = document.createElement("div");
  host.id = "dragoman-widget";
  if (page.theme) host.dataset["theme"] = page.theme;
  const root = host.attachShadow({ mode: "open" });
  adoptStyles(root, css);
  const button = document.createElement("button");
  button.type = "button";
  button.className = "launcher";
  button.setAttribute("aria-expanded", "false");
  button.addEventListener("click", onPress);
  const badge = document.createElement("span");
  badge.className = "badge";
  badge.hidden = true;
  button.append(drawBubble(), badge);
  const label = (text: string) => {
    button.setAttribute("aria-label", text);
    button.title = text;
  };
  return {
    root,
    show(config) {
      host.lang = config.language;
      host.dir = config.direction;
      label(config.texts["widget-open"]);
      if (host.isConnected) return;
      root.append(button);
      document.body.append(host);
    },
    showUnread(count, config) {
      badge.hidden = count === 0;
      badge.textContent = count > 9 ? "9+" : String(count);
      const news = config.newMessages[Math.min(count, config.newMessages.length) - 1];
      label(news ? `${config.texts["widget-open"]}: ${news}` : config.texts["widget-open"]);
    },
    showOpen(isOpen) {
      button.setAttribute("aria-expanded", String(isOpen));
      host.toggleAttribute("data-open", isOpen);
    },
    setBusy: (isBusy) => button.setAttribute("aria-busy", String(isBusy)),
  };
}

/** Adopted sheets need no permission from the page's content security policy; old browsers get an element. */
function adoptStyles(root: ShadowRoot, text: string): void {
  if ("adoptedStyleSheets" in root && "replaceSync" in CSSStyleSheet.prototype) {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(text);
    root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
    return;
  }
  const style = document.createElement("style");
  style.textContent = text;
  (root as ShadowRoot).append(style);
}

function drawBubble(): SVGSVGElement {
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(space, "path");
  path.setAttribute(
    "d",
    "M12 3.5c-5 0-9 3.4-9 7.7 0 2.4 1.3 4.6 3.3 6-.1 1-.5 2.2-1.5 3.3 1.9 0 3.6-.7 4.7-1.7.8.2 1.6.2 2.5.2 5 0 9-3.5 9-7.8s-4-7.7-9-7.7z",
  );
  svg.append(path);
  return svg;
}
