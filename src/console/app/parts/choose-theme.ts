/** Light, dark, or as the system: one attribute on the page, read by the tokens. */
export const THEMES = ["system", "light", "dark"] as const;
export type Theme = (typeof THEMES)[number];

const STORED = "dragoman.theme";

export function readTheme(): Theme {
  const stored = localStorage.getItem(STORED);
  return THEMES.find((theme) => theme === stored) ?? "system";
}

export function changeTheme(theme: Theme): void {
  localStorage.setItem(STORED, theme);
  document.documentElement.dataset["theme"] = theme;
}

export function restoreTheme(): void {
  document.documentElement.dataset["theme"] = readTheme();
}
