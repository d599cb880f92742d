/** What the page and the browser tell the loader: where it came from, which language, which theme, whether a thread exists. */
export interface PageFacts {
  /** The folder of widget.js, ending in a slash; every request goes there. */
  readonly base: string;
  /** From `data-language`, or what the buyer chose before; wins over what the browser prefers. */
  readonly language: string | null;
  /** The browser's languages, best first, in commas. */
  readonly preferred: string;
  readonly theme: "light" | "dark" | null;
  readonly hasThread: boolean;
  /** From `data-identity`: with it the shop vouches for the buyer. */
  readonly identity: string | null;
}

/** Null outside of a script tag: without an address there is nothing to talk to. */
export function readPage(): PageFacts | null {
  const script = document.currentScript;
  if (!(script instanceof HTMLScriptElement) || script.src === "") return null;
  const { language, theme, identity } = script.dataset;
  return {
    base: new URL(".", script.src).href,
    language: readValue("dragoman:language") ?? language ?? null,
    preferred: navigator.languages.slice(0, 10).join(","),
    theme: theme === "light" || theme === "dark" ? theme : null,
    hasThread: readValue("dragoman:session") !== null || hasQueued(),
    identity: identity || null,
  };
}

function readValue(key: string): string | null {
  try {
    return window.localStorage.getItem(key);
  } catch {
    return null;
  }
}

function hasQueued(): boolean {
  try {
    return Object.keys(window.localStorage).some((key) => key.startsWith("dragoman:out:"));
  } catch {
    return false;
  }
}
