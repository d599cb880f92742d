/** Columns that most tables have, as Kysely sees them. */
import type { ColumnType } from "kysely";

/** Read as a Date; written as a Date or an ISO text. */
export type At = ColumnType<Date, Date | string, Date | string>;
export type DefaultAt = ColumnType<Date, Date | string | undefined, Date | string>;
export type Json = ColumnType<unknown, string | undefined, string>;
