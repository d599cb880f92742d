/** Where in the incidents one is: /console/incidents, /console/incidents/new, /console/incidents/<id>. */
import { BASE, usePath } from "../parts/use-path.ts";

export type IncidentRoute =
  | { readonly kind: "list" }
  | { readonly kind: "new" }
  | { readonly kind: "one"; readonly incidentId: string };

export function useIncidentRoute(): IncidentRoute {
  const [, place = ""] = new URL(usePath(), "https://page.invalid/").pathname.slice(1).split("/");
  if (place === "") return { kind: "list" };
  return place === "new" ? { kind: "new" } : { kind: "one", incidentId: place };
}

/** Nothing: the list. */
export function incidentAddress(place = ""): string {
  return `${BASE}incidents${place === "" ? "" : `/${place}`}`;
}
