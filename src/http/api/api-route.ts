/** One address of the API as data: what it takes, what it gives, and what a key needs for it. The document is made from it. */
import type { z } from "zod";
import type { ApiCaller, ApiScope } from "../../contracts/api-key.ts";
import { AppError } from "../../contracts/errors.ts";
import type { Permission } from "../../contracts/permission.ts";
import { assertMay } from "../../shared/assert-may.ts";
import { type Input, type RawInput, readInput, type Shape } from "../input/read-input.ts";

export interface ApiRequest extends RawInput {
  /** Of the header Idempotency-Key. */
  readonly idempotencyKey: string | null;
  readonly caller: ApiCaller;
}

export interface ApiPlace<Reply> {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** Below /api/v1; `:name` stands for one segment. */
  readonly path: string;
  /** A verb and a noun, unique: what generated clients call it. */
  readonly operationId: string;
  readonly summary: string;
  readonly scope: ApiScope | null;
  readonly permission: Permission;
  /** The request must carry the header Idempotency-Key. */
  readonly isIdempotent?: true;
  readonly status?: 200 | 201;
  readonly reply: z.ZodType<Reply>;
}

export interface ApiRoute extends ApiPlace<unknown> {
  readonly shape: Shape<unknown, unknown, unknown>;
  answer(request: ApiRequest): Promise<unknown>;
}

interface ApiInput<Params, Query, Body> extends Input<Params, Query, Body> {
  /** Empty where the route asks for none. */
  readonly idempotencyKey: string;
  readonly caller: ApiCaller;
}

export const IDEMPOTENCY_KEY = /^[\w.:-]{8,128}$/u;

export function apiRoute<Reply, Params = object, Query = object, Body = undefined>(
  place: ApiPlace<Reply>,
  shape: Shape<Params, Query, Body>,
  answer: (input: ApiInput<Params, Query, Body>) => Promise<Reply>,
): ApiRoute {
  return {
    ...place,
    shape,
    async answer(request) {
      const { caller } = request;
      checkRights(place, caller);
      return answer({
        ...readInput(request, shape),
        idempotencyKey: place.isIdempotent ? readIdempotencyKey(request.idempotencyKey) : "",
        caller,
      });
    },
  };
}

/** The key's scope and the agent's role must both allow it. */
function checkRights(place: ApiPlace<unknown>, { scopes, agent }: ApiCaller): void {
  if (place.scope !== null && !scopes.includes(place.scope)) {
    throw new AppError("NOT_ALLOWED", `This key lacks the scope ${place.scope}; make one that has it.`);
  }
  assertMay(agent, place.permission);
}

function readIdempotencyKey(sent: string | null): string {
  if (sent !== null && IDEMPOTENCY_KEY.test(sent)) return sent;
  const hint =
    "Send the header Idempotency-Key: 8 to 128 letters, digits or . _ : - of your own, new for each message.";
  throw new AppError("REQUEST_INVALID", hint);
}
