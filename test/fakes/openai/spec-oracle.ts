/** OpenAI's own description of its interface as judge of our requests and of the fake's answers. */
import { existsSync, readFileSync } from "node:fs";
import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";

/** It is 3.4 MB and not ours to ship: it lies beside the repository where the project is developed. */
const SPEC_FILE = new URL("../../../../shared/specs/openai-openapi.json", import.meta.url);

export const hasSpec = existsSync(SPEC_FILE);

export interface SpecOracle {
  /** What is wrong with `value` as the named schema, one line a fault; empty when nothing is. */
  findFaults(schema: string, value: unknown): string[];
}

export function openSpecOracle(): SpecOracle {
  const ajv = new Ajv2020({ strict: false, allErrors: true, logger: false });
  addFormats.default(ajv);
  const spec: unknown = JSON.parse(readFileSync(SPEC_FILE, "utf8"));
  ajv.addSchema(allowNull(spec) as object, "openai");
  const compiled = new Map<string, ValidateFunction>();
  return {
    findFaults(schema, value) {
      const validate = compiled.get(schema) ?? ajv.compile({ $ref: `openai#/components/schemas/${schema}` });
      compiled.set(schema, validate);
      if (validate(value)) return [];
      return (validate.errors ?? []).map((error) => `${error.instancePath} ${error.message ?? ""}`);
    },
  };
}

/** The file still says `nullable: true`, which its own version of JSON Schema does not know. */
function allowNull(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(allowNull);
  if (typeof node !== "object" || node === null) return node;
  const entries = Object.entries(node).map(([key, value]): [string, unknown] => [key, allowNull(value)]);
  const { nullable, ...rest } = Object.fromEntries(entries) as { nullable?: unknown };
  return nullable === true
    ? { anyOf: [rest, { type: "null" }] }
    : { ...rest, ...(nullable === undefined ? {} : { nullable }) };
}
