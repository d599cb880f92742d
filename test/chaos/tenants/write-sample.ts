/** A request's part made from the schema it must fit, naming things of another shop wherever it can. */
import { z } from "zod";

type Schema = Readonly<Record<string, unknown>>;

/**
 * Of a name as requests have it: "ticketId". Undefined when there is nothing by that name. For what is free text,
 * `maxLength` says how long it may be.
 */
export type FindValue = (name: string, maxLength?: number) => string | undefined;

/** Null when nothing could be made that fits. */
export function writeSample(
  schema: z.ZodType | undefined,
  find: FindValue,
  items = 1,
): { readonly value: unknown } | null {
  if (schema === undefined) return { value: undefined };
  const described = z.toJSONSchema(schema, { io: "input", unrepresentable: "any" }) as Schema;
  for (const isFull of [true, false]) {
    const value = make(described, "", { find, isFull, items, root: described });
    if (schema.safeParse(value).success) return { value };
  }
  return schema.safeParse(undefined).success ? { value: undefined } : null;
}

interface Kit {
  readonly find: FindValue;
  /** Also what may be left out. */
  readonly isFull: boolean;
  /** Of a list of texts. */
  readonly items: number;
  readonly root: Schema;
}

function make(schema: Schema, name: string, kit: Kit): unknown {
  if (typeof schema["$ref"] === "string") return make(follow(schema["$ref"], kit.root), name, kit);
  if ("const" in schema) return schema["const"];
  const options = (schema["anyOf"] ?? schema["oneOf"]) as readonly Schema[] | undefined;
  if (options) return make(options.find((each) => each["type"] !== "null") ?? {}, name, kit);
  const parts = schema["allOf"] as readonly Schema[] | undefined;
  if (parts) return make(Object.assign({}, ...parts) as Schema, name, kit);
  const listed = schema["enum"] as readonly unknown[] | undefined;
  if (listed) return listed[0];
  switch (schema["type"]) {
    case "object":
      return makeObject(schema, kit);
    case "array":
      return makeList(schema, name, kit);
    case "boolean":
      return true;
    case "integer":
    case "number":
      return makeNumber(schema, name);
    case "null":
      return null;
    default:
      return makeText(schema, name, kit);
  }
}

function makeList(schema: Schema, name: string, kit: Kit): readonly unknown[] {
  const each = (schema["items"] ?? {}) as Schema;
  const isText = each["type"] === "string" && each["enum"] === undefined && each["format"] === undefined;
  const most = typeof schema["maxItems"] === "number" ? schema["maxItems"] : kit.items;
  const length = isText ? Math.min(most, kit.items) : 1;
  return Array.from({ length }, () => make(each, name.replace(/s$/u, ""), kit));
}

function makeObject(schema: Schema, kit: Kit): unknown {
  const properties = (schema["properties"] ?? {}) as Readonly<Record<string, Schema>>;
  const required = new Set((schema["required"] ?? []) as readonly string[]);
  const entries = Object.entries(properties)
    .filter(([key]) => kit.isFull || required.has(key))
    .map(([key, each]) => [key, make(each, key, kit)]);
  const free = schema["additionalProperties"];
  // A record by language, most of them.
  if (entries.length === 0 && typeof free === "object" && free !== null) return { en: make(free as Schema, "en", kit) };
  return Object.fromEntries(entries) as unknown;
}

function makeNumber(schema: Schema, name: string): number {
  if (/until|At$/u.test(name)) return Date.now() + 3_600_000;
  const least = schema["minimum"] ?? schema["exclusiveMinimum"];
  return typeof least === "number" && Number.isSafeInteger(least) ? Math.max(least + 1, 1) : 1;
}

const TEXTS = [
  "a question about nothing",
  "idempotent-1",
  "evt_tabc",
  "AB",
  "2026-12-01",
  "09:00",
  "18:00",
  "Europe/Madrid",
  "en",
  "0",
  "123456",
  "a",
];

function makeText(schema: Schema, name: string, { find }: Kit): string {
  const pattern = typeof schema["pattern"] === "string" ? new RegExp(schema["pattern"], "u") : null;
  const max = typeof schema["maxLength"] === "number" ? schema["maxLength"] : Number.POSITIVE_INFINITY;
  const isFree = schema["format"] === undefined && schema["pattern"] === undefined;
  const own = isFree ? find(name, max) : find(name);
  const candidates = [...(own === undefined ? [] : [own]), ...byFormat(schema, find), ...TEXTS];
  const min = typeof schema["minLength"] === "number" ? schema["minLength"] : 0;
  const fits = (text: string) => text.length <= max && text.length >= min && (pattern === null || pattern.test(text));
  return candidates.find(fits) ?? "a question about nothing".padEnd(min, "x").slice(0, max);
}

function byFormat(schema: Schema, find: FindValue): readonly string[] {
  switch (schema["format"]) {
    case "uuid":
      return [find("ticketId") ?? ""];
    case "date-time":
      return [new Date(Date.now() + 3_600_000).toISOString()];
    case "email":
      return ["nobody@shop.example"];
    case "uri":
      return ["https://shop.example/"];
    default:
      return [];
  }
}

function follow(ref: string, root: Schema): Schema {
  return ref
    .split("/")
    .slice(1)
    .reduce<Schema>((place, key) => (place[key] ?? {}) as Schema, root);
}
