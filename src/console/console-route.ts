/** One address of the console's API as data, so that tests can walk over all of them. */
import type { OpenedFile } from "../contracts/files.ts";
import { AppError } from "../contracts/errors.ts";
import { type Permission, PRACTISED } from "../contracts/permission.ts";
import type { Agent } from "../contracts/stores.ts";
import { type Input, type RawInput, readInput, type Shape } from "../http/input/read-input.ts";
import type { Session } from "../http/session/sessions.ts";
import { assertMay } from "../shared/assert-may.ts";

export interface ConsoleRequest extends RawInput {
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
  | { readonly kind: "events"; readonly events: AsyncIterable<string> }
  | { readonly kind: "file"; readonly file: OpenedFile };

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

interface RouteInput<Params, Query, Body> extends Input<Params, Query, Body> {
  readonly remoteAddress: string;
  readonly device: string;
  readonly signal: AbortSignal;
}

type Place = Pick<ConsoleRoute, "method" | "path" | "upload">;
type AgentPlace = Place & { readonly permission: Permission };

export function openRoute<Query = object, Body = undefined>(
  place: Place,
  shape: Shape<object, Query, Body>,
  answer: (input: RouteInput<object, Query, Body>, session: Session | null) => Promise<ConsoleReply>,
): ConsoleRoute {
  return {
    ...place,
    shape,
    access: "anyone",
    answer: (request) => answer(readRequest(request, shape), request.session),
  };
}

export function agentRoute<Params = object, Query = object, Body = undefined>(
  place: AgentPlace,
  shape: Shape<Params, Query, Body>,
  answer: (input: RouteInput<Params, Query, Body>, session: Session) => Promise<ConsoleReply>,
): ConsoleRoute {
  return {
    ...place,
    shape,
    access: "agent",
    async answer(request) {
      // Before anything is read: who is not signed in learns nothing about the form of a request.
      if (request.session === null) throw new AppError("NOT_SIGNED_IN", "Sign in first.");
      assertAdmitted(request.session, place.permission);
      return answer(readRequest(request, shape), request.session);
    },
  };
}

/** What every route asks before it reads anything. Throws SECOND_FACTOR_MISSING or NOT_ALLOWED. */
export function assertAdmitted({ agent, lacksFactor, home }: Session, permission: Permission | undefined): void {
  if (lacksFactor && permission !== "account:own" && permission !== "session:own")
    throw new AppError("SECOND_FACTOR_MISSING", "Add a second factor to your account first: your shop asks for one.");
  if (home && permission !== undefined && !PRACTISED.has(permission))
    throw new AppError("NOT_ALLOWED", "End your practice first: this belongs to the real shop.");
  if (permission !== undefined) assertMay(agent, permission);
}

function readRequest<Params, Query, Body>(
  request: ConsoleRequest,
  shape: Shape<Params, Query, Body>,
): RouteInput<Params, Query, Body> {
  const { remoteAddress, device, signal } = request;
  return { ...readInput(request, shape), remoteAddress, device, signal };
}

export function json(body: unknown): Extract<ConsoleReply, { kind: "json" }> {
  return { kind: "json", body };
}

export const DONE = json({ kind: "done" });
