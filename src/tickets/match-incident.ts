/** Whether a ticket belongs to an incident: by what it is about, the places and the words its buyer named. */
import type { IncidentMatch } from "../contracts/incident.ts";
import type { Ticket } from "../contracts/ticket.ts";

export function matchesIncident(
  { category, note }: Pick<Ticket, "category" | "note">,
  places: ReadonlySet<string>,
  match: IncidentMatch,
): boolean {
  const said = note.normalize("NFKC").toLowerCase();
  return (
    holds(match.categories, (each) => each === category) &&
    holds(match.places, (each) => places.has(each)) &&
    holds(match.words, (each) => said.includes(each.normalize("NFKC").toLowerCase()))
  );
}

function holds<Value>(listed: readonly Value[], test: (value: Value) => boolean): boolean {
  return listed.length === 0 || listed.some(test);
}
