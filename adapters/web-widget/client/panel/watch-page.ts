/** Tells the thread what happens to the page: network gone or back, in front or behind, another tab at work. */
import type { Thread } from "../thread/create-thread.ts";

/** Browsers allow six connections per host over HTTP/1.1: tabs in the background give theirs back. */
const REST_AFTER_MS = 20_000;

export function watchPage(thread: Thread): void {
  let resting: ReturnType<typeof setTimeout> | undefined;
  window.addEventListener("online", () => thread.wake());
  window.addEventListener("offline", () => thread.goOffline());
  window.addEventListener("pageshow", () => thread.wake());
  window.addEventListener("pagehide", () => thread.rest());
  document.addEventListener("visibilitychange", () => {
    clearTimeout(resting);
    if (document.visibilityState === "visible") thread.wake();
    else resting = setTimeout(() => thread.rest(), REST_AFTER_MS);
  });
  window.addEventListener("storage", (event) => {
    if (event.key === null || event.key.startsWith("dragoman:")) thread.storageChanged();
  });
}
