/** One address of the console's API as data, so that tests can walk over all of them. */
import { z } from "zod";
import { AppError } from "../contracts/errors.ts";
import type { Permission } from "../contracts/permission.ts";
import type { Agent } from "../contracts/stores.ts";
import type { Session } from "../http/session/sessions.ts";
import { assertMay } from "../shared/assert-may.ts";

export interface ConsoleRequest {
  readonly params: unknown;
  readonly query: unknown;
  readonly body: unknown;
  readonly session: Session | null;
  readonly remoteAddress: string;
  /** Browser and system, as the browser says. */
  readonly device: string;
  /** Aborts when the page is gone or the server stops. */
  readonly signal: AbortSignal;
}

export type ConsoleReply =
  /** `session` present: the cookie is set to it, or cleared when null. */
  | { readonly kind: "json"; readonly body: unknown; readonly session?: Session | null }
  | { readonly kind: "events"; readonly events: AsyncIterable<string> };

export interface ConsoleRoute {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** Below /console/api; `:name` stands for one segment. */
  readonly path: string;
  /** "agent": without a session 401, and every change needs the CSRF token. */
  readonly access: "anyone" | "agent";
  /** What the agent must be allowed; every route of an agent names one. */
  readonly permission?: Permission;
  /** The body is a file as it is, not JSON; it is read only after the session, the token and `admit`. */
  readonly upload?: Upload;
  /** What params, query and body must be; a part that is left out must be empty. */
  readonly shape: Shape<unknown, unknown, unknown>;
  answer(request: ConsoleRequest): Promise<ConsoleReply>;
}

export interface Upload {
  readonly maxBytes: number;
  /** What to do about a larger one, in one sentence. */
  readonly tooLarge: string;
  /** Throws when this agent may not send one. */
  readonly admit: (agent: Agent) => void;
}

export interface Shape<Params, Query, Body> {
  readonly params?: z.ZodType<Params>;
  readonly query?: z.ZodType<Query>;
  readonly body?: z.ZodType<Body>;
}

interface Input<Params, Query, Body> {
  readonly params: Params;
  readonly query: Query;
  readonly body: Body;
  readonly remoteAddress: string;
  readonly device: string;
  readonly signal: AbortSignal;
}

type Place = Pick<ConsoleRoute, "method" | "path" | "upload">;
type AgentPlace = Place & { readonly permission: Permission };

const NOTHING = z.strictObject({});

export function openRoute<Query = object, Body = undefined>(
  place: Place,
  shape: Shape<object, Query, Body>,
  answer: (input: Input<object, Query, Body>, session: Session | null) => Promise<ConsoleReply>,
): ConsoleRoute {
  return { ...place, shape, access: "anyone", answer: (request) => answer(readInput(request, shape), request.session) };
}

export function agentRoute<Params = object, Query = object, Body = undefined>(
  place: AgentPlace,
  shape: Shape<Params, Query, Body>,
  answer: (input: Input<Params, Query, Body>, session: Session) => Promise<ConsoleReply>,
): ConsoleRoute {
  return {
    ...place,
    shape,
    access: "agent",
    async answer(request) {
      // Before anything is read: who is not signed in learns nothing about the form of a request.
      if (request.session === null) throw new AppError("NOT_SIGNED_IN", "Sign in first.");
      assertAdmitted(request.session, place.permission);
      return answer(readInput(request, shape), request.session);
    },
  };
}

/** What every route asks before it reads anything. Throws SECOND_FACTOR_MISSING or NOT_ALLOWED. */
export function assertAdmitted({ agent, lacksFactor }: Session, permission: Permission | undefined): void {
  if (lacksFactor && permission !== "account:own")
    throw new AppError("SECOND_FACTOR_MISSING", "Add a second factor to your account first: your shop asks for one.");
  if (permission !== undefined) assertMay(agent, permission);
}

function readInput<Params, Query, Body>(
  request: ConsoleRequest,
  shape: Shape<Params, Query, Body>,
): Input<Params, Query, Body> {
  const params = (shape.params ?? NOTHING).safeParse(request.params);
  // An address whose id is not one of ours does not exist; it is not a malformed request.
  if (!params.success) throw new AppError("NOT_FOUND", "Nothing is at this address.");
  return {
    params: params.data as Params,
    query: readPart("query", shape.query ?? NOTHING, request.query) as Query,
    body: readPart("body", shape.body ?? z.undefined(), request.body) as Body,
    remoteAddress: request.remoteAddress,
    device: request.device,
    signal: request.signal,
  };
}

function readPart(part: string, schema: z.ZodType, value: unknown): unknown {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  // Paths of our own fields only: an unknown key or a value is the caller's and is not repeated.
  const fields = [...new Set(result.error.issues.map((issue) => issue.path.join(".") || part))].join(", ");
  throw new AppError("REQUEST_INVALID", `Check these fields of the ${part}: ${fields}.`);
}
