/** The script a shop puts on its page: a button. Everything else is loaded when it is pressed, or when a thread exists. */
import type { WidgetConfig } from "../../wire.ts";
import type { PanelHandle } from "../panel/mount-panel.tsx";
import { createLauncher } from "./create-launcher.ts";
import { readPage } from "./read-page.ts";
import { settleIdentity } from "./settle-identity.ts";

/** `window.Dragoman`, for the shop's own scripts. */
export interface WidgetApi {
  open(): void;
  close(): void;
  setLanguage(tag: string): Promise<void>;
}

declare global {
  interface Window {
    Dragoman?: WidgetApi;
  }
}

const MAX_CONFIG_TRIES = 6;

void startWidget();

async function startWidget(): Promise<void> {
  const page = readPage();
  // The same tag twice on a page is a common slip; one button is enough.
  if (page === null || window.Dragoman) return;
  const pending: (() => void)[] = [];
  const waitFor = (run: () => void) => void pending.push(run);
  let language = page.language;
  window.Dragoman = {
    open: () => waitFor(() => window.Dragoman?.open()),
    close: () => {},
    setLanguage(tag) {
      language = tag;
      return Promise.resolve();
    },
  };
  const config = await fetchConfig(page.base, () => language ?? page.preferred);
  if (config === null || config.panel === null) return;
  window.Dragoman = runWidget(page, config);
  for (const run of pending) run();
}

type Page = NonNullable<ReturnType<typeof readPage>>;

function runWidget(page: Page, first: WidgetConfig): WidgetApi {
  let config = first;
  let panel: Promise<PanelHandle> | null = null;
  let tries = 0;
  const launcher = createLauncher(page, () => void open());
  // At once: the token is short-lived, and the panel may be opened much later.
  const settled = settleIdentity(page);

  const load = (): Promise<PanelHandle> => {
    tries += 1;
    // Some browsers remember that an import failed; a new address is a new try.
    const url = `${page.base}${config.panel}${tries > 1 ? `?try=${tries}` : ""}`;
    const code = settled.then(() => import(/* @vite-ignore */ url));
    panel ??= code.then(({ mountPanel }: typeof import("../panel/mount-panel.tsx")) =>
      mountPanel({
        root: launcher.root,
        base: page.base,
        config,
        onUnread: (count) => launcher.showUnread(count, config),
        onToggle: (isOpen) => launcher.showOpen(isOpen),
        onConfig: (next) => launcher.show((config = next)),
      }),
    );
    panel.catch(() => void (panel = null));
    return panel;
  };
  const open = async () => {
    launcher.setBusy(true);
    try {
      (await load()).open();
    } catch {
      // No network just now: the button stays, and the next press tries again.
    }
    launcher.setBusy(false);
  };

  launcher.show(config);
  if (page.hasThread) void load().catch(() => {});
  return {
    open: () => void open(),
    close: () => void panel?.then((handle) => handle.close()),
    async setLanguage(tag) {
      if (panel) return (await panel).setLanguage(tag);
      const next = await fetchConfig(page.base, () => tag);
      if (next) launcher.show((config = next));
    },
  };
}

/** Null when the server stays away, or does not want this page: then the shop's page has no button. */
async function fetchConfig(base: string, readTags: () => string): Promise<WidgetConfig | null> {
  for (let tried = 1; tried <= MAX_CONFIG_TRIES; tried += 1) {
    try {
      const response = await fetch(`${base}config?lang=${encodeURIComponent(readTags())}`, { credentials: "omit" });
      if (response.ok) return (await response.json()) as WidgetConfig;
      if (response.status < 500 && response.status !== 429) return null;
    } catch {
      // Offline, or the server restarts.
    }
    await new Promise((resolve) => setTimeout(resolve, 1_000 * 2 ** tried));
  }
  return null;
}
