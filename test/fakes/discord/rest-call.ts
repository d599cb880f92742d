/** One REST call and its answer, as the files of this fake hand them to one another. */
import type { FakeChannel, FakeMessage, Right, World } from "./world.ts";

export interface RestAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Null for none, a string for HTML. */
  readonly body: unknown;
}

export interface RestCall {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  /** Undefined when it was no JSON, null when there was none. */
  readonly body: unknown;
  readonly files: readonly { readonly name: string; readonly size: number; readonly bytes: Uint8Array }[];
}

export function refusal(status: number, code: number, message: string): RestAnswer {
  return { status, body: { message, code } };
}

export interface RouteParts {
  readonly world: World;
  readonly gateway: { startLimit(): unknown };
  readonly address: () => string;
  /** How long a nonce is remembered. */
  readonly nonceWindowMs: number;
}

export type Route = (parts: RouteParts, call: RestCall, ids: readonly string[]) => RestAnswer;
export type RouteLine = readonly [method: string, pattern: RegExp, route: Route];

export function ok(body: unknown): RestAnswer {
  return { status: 200, body };
}

export const EMPTY: RestAnswer = { status: 204, body: null };

export function inChannel(
  parts: RouteParts,
  id: string | undefined,
  then: (channel: FakeChannel) => RestAnswer,
): RestAnswer {
  const channel = parts.world.channels.get(id ?? "");
  if (!channel) return refusal(404, 10_003, "Unknown Channel");
  return lacks(parts.world, channel, "view") ? refusal(403, 50_001, "Missing Access") : then(channel);
}

export function inMessage(
  parts: RouteParts,
  ids: readonly string[],
  then: (message: FakeMessage) => RestAnswer,
): RestAnswer {
  return inChannel(parts, ids[0], (channel) => {
    const message = parts.world.messages.get(channel.id)?.find((one) => one.id === ids[1]);
    return message ? then(message) : refusal(404, 10_008, "Unknown Message");
  });
}

/** A thread has the rights of its channel. */
export function lacks(world: World, channel: FakeChannel, right: Right): boolean {
  return world.denied.get(channel.parent_id ?? channel.id)?.has(right) ?? false;
}

export function fieldOf(body: unknown, name: string): unknown {
  return typeof body === "object" && body !== null ? Reflect.get(body, name) : undefined;
}
