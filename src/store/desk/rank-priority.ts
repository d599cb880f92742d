/** The order of priorities in SQL: the most urgent first. */
import { type RawBuilder, sql } from "kysely";
import { TICKET_PRIORITIES } from "../../contracts/ticket.ts";

/** `alias` names a ticket in the statement. */
export function rankOf(alias: string): RawBuilder<number> {
  const order = sql.join(TICKET_PRIORITIES.map((priority) => sql.lit(priority)));
  return sql`array_position(array[${order}], ${sql.ref(`${alias}.priority`)})`;
}
