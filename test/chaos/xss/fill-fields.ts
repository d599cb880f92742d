/**
 * Puts payloads into every free text that a request of the console or the API can carry: into each field all of them
 * where it is long, a share where it is short. What a schema says is a text is a field; no list can forget one.
 */
import { randomUUID } from "node:crypto";
import type { OpenShop } from "./open-shop.ts";
import { listSurface, type SurfaceRoute } from "../tenants/list-surface.ts";
import { writeSample } from "../tenants/write-sample.ts";
import type { Payload } from "./write-payloads.ts";

/** What would end the run: sessions, passwords, roles, second factors. Their texts are shown to nobody. */
const LEFT_OUT =
  /\/session|\/account\/(password|factor|sessions)|\/access\/|\/people\/(?!invitations)|\/(disable|enable|revoke)$|\/secret$/u;
/** Ends cases that others are still to write into. */
const ENDS_CASES = /\/(resolve|release|bulk|transfer|merge)$/u;
/** A text may say that it takes more than it does: tried from long to short. */
const CAPS = [3_900, 300, 200, 80, 40] as const;
const LONG = 1_000;
const SHORT_ROUNDS = 12;
const ITEMS = 10;

export interface Filled {
  /** Payloads that were taken, by field. */
  readonly fields: Map<string, Set<number>>;
  /** Fields of which none was taken, with the last answer. */
  readonly untaken: Map<string, string>;
}

/** Ids by the names that requests give them, a different one each time. */
export type FindId = (name: string) => string | undefined;

/** Twice: what the first round makes is what requests of the second name. */
export async function fillFields(
  shop: OpenShop,
  payloads: readonly Payload[],
  createIds: () => Promise<FindId>,
): Promise<Filled> {
  const filled: Filled = { fields: new Map(), untaken: new Map() };
  const findFirst = await createIds();
  const { routes } = await listSurface();
  const writing = routes.filter(
    ({ surface, method, path, shape }) =>
      (surface === "console" || surface === "api") &&
      method !== "GET" &&
      method !== "DELETE" &&
      shape.body !== undefined &&
      !LEFT_OUT.test(path) &&
      !ENDS_CASES.test(path),
  );
  for (const route of writing) await fillRoute(shop, route, { payloads, findId: findFirst, filled });
  const findId = await createIds();
  const again = writing.filter(({ surface, method, path }) =>
    filled.untaken.keys().some((field) => field.startsWith(`${surface} ${method} ${path} `)),
  );
  for (const route of again) await fillRoute(shop, route, { payloads, findId, filled });
  return filled;
}

interface Filling {
  readonly payloads: readonly Payload[];
  readonly findId: FindId;
  readonly filled: Filled;
}

async function fillRoute(shop: OpenShop, route: SurfaceRoute, { payloads, findId, filled }: Filling): Promise<void> {
  const cursors = new Map<string, number>();
  let cap: number = CAPS[0];
  let rounds = SHORT_ROUNDS;
  for (let round = 0; round < rounds; round += 1) {
    const used = new Map<string, number[]>();
    const find = (name: string, maxLength?: number): string | undefined => {
      const id = findId(name);
      if (id !== undefined || maxLength === undefined) return id;
      const packed = packNext(payloads, cursors.get(name) ?? round * 37, Math.min(maxLength, cap));
      cursors.set(name, packed.next);
      used.set(name, [...(used.get(name) ?? []), ...packed.ids]);
      return packed.text;
    };
    const body = writeSample(route.shape.body, find, ITEMS);
    if (used.size === 0) return;
    keepSent(used, JSON.stringify(body?.value ?? ""));
    const answer = body === null ? "does not fit the schema" : await send(shop, route, leaveOut(body.value), findId);
    if (answer === "taken") {
      for (const [name, ids] of used) {
        if (ids.length === 0) continue;
        const field = `${route.surface} ${route.method} ${route.path} ${name}`;
        const taken = filled.fields.get(field) ?? new Set<number>();
        for (const id of ids) taken.add(id);
        filled.fields.set(field, taken);
        filled.untaken.delete(field);
        // A long one takes them all.
        if (ids.length > 0 && cap >= LONG && maxOf(used) > 3) rounds = Math.ceil(payloads.length / maxOf(used)) + 1;
      }
      continue;
    }
    const shorter = CAPS.find((each) => each < cap);
    if (shorter !== undefined) cap = shorter;
    for (const name of used.keys()) {
      const field = `${route.surface} ${route.method} ${route.path} ${name}`;
      if (!filled.fields.has(field)) filled.untaken.set(field, answer);
    }
  }
}

/** Files are sent before a text names them; here a text comes without. */
function leaveOut(body: unknown): unknown {
  if (typeof body !== "object" || body === null) return body;
  return Object.fromEntries(Object.entries(body).filter(([name]) => !["files", "attachments", "own"].includes(name)));
}

/** A body that did not fit may have been made again with less in it. */
function keepSent(used: Map<string, number[]>, body: string): void {
  for (const [name, ids] of used) {
    used.set(
      name,
      ids.filter((id) => body.includes(`q${id}q`)),
    );
  }
}

function maxOf(used: ReadonlyMap<string, readonly number[]>): number {
  return Math.max(...[...used.values()].map(({ length }) => length));
}

/** The next ones that fit; when none that is next does, the next that does at all. */
function packNext(payloads: readonly Payload[], from: number, maxLength: number) {
  const ids: number[] = [];
  let text = "";
  let at = from;
  for (let tried = 0; tried < payloads.length; tried += 1) {
    const payload = payloads[at % payloads.length] as Payload;
    const longer = text === "" ? payload.text : `${text}\n\n${payload.text}`;
    if (longer.length > maxLength) {
      if (text !== "") break;
    } else {
      text = longer;
      ids.push(payload.id);
    }
    at += 1;
  }
  return { text, ids, next: at % payloads.length };
}

async function send(shop: OpenShop, route: SurfaceRoute, body: unknown, findId: FindId): Promise<string> {
  const path = route.path.replace(/:(\w+)/gu, (_all, name: string) => encodeURIComponent(findId(name) ?? randomUUID()));
  const headers: Readonly<Record<string, string>> =
    route.surface === "api"
      ? {
          authorization: `Bearer ${shop.apiKey}`,
          "content-type": "application/json",
          "idempotency-key": `xss-${randomUUID()}`,
        }
      : { ...shop.owner.headers };
  for (;;) {
    const response = await fetch(`${shop.url}${path}`, { method: route.method, headers, body: JSON.stringify(body) });
    const text = await response.text();
    if (response.status === 429) {
      await new Promise((resolve) => setTimeout(resolve, Number(response.headers.get("retry-after") ?? "1") * 1_000));
      continue;
    }
    return response.ok ? "taken" : `${response.status} ${text.slice(0, 160)}`;
  }
}
