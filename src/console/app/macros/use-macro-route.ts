/** Where in the macros one is: /console/macros, /console/macros/new, /console/macros/<key>. */
import { BASE, usePath } from "../parts/use-path.ts";

export type MacroRoute =
  | { readonly kind: "list" }
  | { readonly kind: "new" }
  | { readonly kind: "one"; macroKey: string };

export function useMacroRoute(): MacroRoute {
  const [, place = ""] = new URL(usePath(), "https://page.invalid/").pathname.slice(1).split("/");
  if (place === "") return { kind: "list" };
  return place === "new" ? { kind: "new" } : { kind: "one", macroKey: place };
}

/** Nothing: the list. */
export function macroAddress(place = ""): string {
  return `${BASE}macros${place === "" ? "" : `/${place}`}`;
}
