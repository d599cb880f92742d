/** An oracle from the machine-readable description of the Bot API: are our calls and the fake's answers well-formed? */
import { existsSync, readFileSync } from "node:fs";
import { Ajv, type ValidateFunction } from "ajv";
import type { Json } from "./bot-state.ts";

interface Field {
  readonly name: string;
  readonly types: readonly string[];
  readonly required: boolean;
  readonly description: string;
}

interface Spec {
  readonly version: string;
  readonly methods: Record<string, { readonly returns: readonly string[]; readonly fields?: readonly Field[] }>;
  readonly types: Record<string, { readonly fields?: readonly Field[]; readonly subtypes?: readonly string[] }>;
}

export interface SpecOracle {
  readonly version: string;
  /** What is wrong with the parameters of a call; empty when nothing is. */
  checkCall(method: string, parameters: Json): readonly string[];
  /** What is wrong with the result of a call. */
  checkResult(method: string, result: unknown): readonly string[];
}

const SPEC_FILE = new URL("../../../../shared/specs/telegram-bot-api.json", import.meta.url);

/** Null where the description is not at hand, as on every machine but the developers'. */
export function loadSpecOracle(): SpecOracle | null {
  if (!existsSync(SPEC_FILE)) return null;
  const spec = JSON.parse(readFileSync(SPEC_FILE, "utf8")) as Spec;
  const ajv = new Ajv({ allErrors: true, strict: false, inlineRefs: false });
  // Compiled when first needed: all 180 methods would take seconds.
  const $defs = Object.fromEntries(Object.entries(spec.types).map(([name, type]) => [name, describeType(type)]));
  ajv.addSchema({ $id: "telegram", $defs });
  const compiled = new Map<string, ValidateFunction>();
  const check = (key: string, schema: Json, value: unknown): readonly string[] => {
    const validate = compiled.get(key) ?? ajv.compile(schema);
    compiled.set(key, validate);
    return validate(value)
      ? []
      : (validate.errors ?? []).map((error) => `${key}${error.instancePath} ${error.message}`);
  };
  return {
    version: spec.version,
    checkCall(method, parameters) {
      const known = spec.methods[method];
      return known ? check(method, describeFields(known.fields ?? []), parameters) : [`${method} does not exist`];
    },
    checkResult(method, result) {
      const known = spec.methods[method];
      return known ? check(`result of ${method}`, describeTypes(known.returns), result) : [`${method} does not exist`];
    },
  };
}

function describeType(type: Spec["types"][string]): Json {
  if (type.subtypes && type.subtypes.length > 0) return describeTypes(type.subtypes);
  return describeFields(type.fields ?? []);
}

function describeFields(fields: readonly Field[]): Json {
  return {
    type: "object",
    properties: Object.fromEntries(fields.map((field) => [field.name, describeField(field)])),
    required: fields.filter((field) => field.required).map((field) => field.name),
    additionalProperties: false,
  };
}

/** Some limits stand in the prose alone. */
function describeField({ types, description }: Field): Json {
  const characters = /(\d+)-(\d+) characters/.exec(description);
  const fixed = /(?:always|must be) "(\w+)"/.exec(description);
  return {
    ...describeTypes(types),
    ...(characters &&
      types.includes("String") && { minLength: Number(characters[1]), maxLength: Number(characters[2]) }),
    ...(fixed && types.length === 1 && types[0] === "String" && { const: fixed[1] }),
  };
}

function describeTypes(types: readonly string[]): Json {
  const [only] = types;
  return types.length === 1 && only !== undefined ? describeName(only) : { anyOf: types.map(describeName) };
}

function describeName(name: string): Json {
  if (name.startsWith("Array of ")) return { type: "array", items: describeName(name.slice("Array of ".length)) };
  switch (name) {
    case "String":
    case "InputFile":
      return { type: "string" };
    case "Integer":
      return { type: "integer" };
    case "Float":
      return { type: "number" };
    case "Boolean":
      return { type: "boolean" };
    case "True":
      return { const: true };
    default:
      return { $ref: `telegram#/$defs/${name}` };
  }
}
