/** Keeps the focus inside the open panel, and the panel inside what the on-screen keyboard leaves of the screen. */
const FOCUSABLE = "button:not([disabled]), textarea, select, a[href]";

/** Tab from the last control goes to the first, and back. */
export function keepFocusInside(panel: HTMLElement, event: KeyboardEvent): void {
  if (event.key !== "Tab") return;
  const controls = [...panel.querySelectorAll<HTMLElement>(FOCUSABLE)].filter((one) => one.offsetParent !== null);
  const first = controls[0];
  const last = controls.at(-1);
  const root = panel.getRootNode();
  const focused = root instanceof ShadowRoot ? root.activeElement : document.activeElement;
  if (!first || !last) return;
  if (event.shiftKey && focused === first) {
    event.preventDefault();
    last.focus();
  } else if (!event.shiftKey && focused === last) {
    event.preventDefault();
    first.focus();
  }
}

/**
 * On phones the panel fills the screen. Where the keyboard lies over the page instead of shrinking it (iOS), only the
 * visual viewport knows what is left. Returns the way to stop.
 */
export function keepInView(panel: HTMLElement): () => void {
  const viewport = window.visualViewport;
  if (!viewport) return () => {};
  const fit = () => {
    panel.style.setProperty("--seen-height", `${viewport.height}px`);
    panel.style.setProperty("--seen-top", `${viewport.offsetTop}px`);
  };
  fit();
  viewport.addEventListener("resize", fit);
  viewport.addEventListener("scroll", fit);
  return () => {
    viewport.removeEventListener("resize", fit);
    viewport.removeEventListener("scroll", fit);
  };
}
