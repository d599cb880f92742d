/** Reads what a request carries by schemas, for the console and the API alike. */
import { z } from "zod";
import { AppError } from "../../contracts/errors.ts";

/** What params, query and body must be; a part that is left out must be empty. */
export interface Shape<Params, Query, Body> {
  readonly params?: z.ZodType<Params>;
  readonly query?: z.ZodType<Query>;
  readonly body?: z.ZodType<Body>;
}

export interface RawInput {
  readonly params: unknown;
  readonly query: unknown;
  readonly body: unknown;
}

export interface Input<Params, Query, Body> {
  readonly params: Params;
  readonly query: Query;
  readonly body: Body;
}

const NOTHING = z.strictObject({});

/** Throws NOT_FOUND or REQUEST_INVALID. */
export function readInput<Params, Query, Body>(
  raw: RawInput,
  shape: Shape<Params, Query, Body>,
): Input<Params, Query, Body> {
  const params = (shape.params ?? NOTHING).safeParse(raw.params);
  // An address whose id is not one of ours does not exist; it is not a malformed request.
  if (!params.success) throw new AppError("NOT_FOUND", "Nothing is at this address.");
  return {
    params: params.data as Params,
    query: readPart("query", shape.query ?? NOTHING, raw.query) as Query,
    body: readPart("body", shape.body ?? z.undefined(), raw.body) as Body,
  };
}

function readPart(part: string, schema: z.ZodType, value: unknown): unknown {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  // Paths of our own fields only: an unknown key or a value is the caller's and is not repeated.
  const fields = [...new Set(result.error.issues.map((issue) => issue.path.join(".") || part))].join(", ");
  throw new AppError("REQUEST_INVALID", `Check these fields of the ${part}: ${fields}. Unknown fields are refused.`);
}
