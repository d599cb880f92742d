/** Checks what goes over the fake's REST API, in both directions, against Discord's published OpenAPI document. */
import { existsSync, readFileSync } from "node:fs";
import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import type { RestAnswer, RestCall } from "./rest-routes.ts";

/** Only there when the project is built; never shipped. */
const SPEC_FILE = "/work/shared/specs/discord-openapi.json";

export interface CheckAgainstSpec {
  call(call: RestCall, answer: RestAnswer): void;
  /** What did not fit, one line each. */
  readonly violations: readonly string[];
  /** How many requests and answers were held against a schema. */
  readonly checkedCount: () => number;
}

interface Operation {
  readonly requestBody?: { readonly content?: Readonly<Record<string, unknown>> };
  readonly responses: Readonly<
    Record<string, { readonly content?: Readonly<Record<string, unknown>>; readonly $ref?: string }>
  >;
}

/** Null when the document is not there. */
export function createCheckAgainstSpec(): CheckAgainstSpec | null {
  if (!existsSync(SPEC_FILE)) return null;
  const spec = JSON.parse(readFileSync(SPEC_FILE, "utf8")) as { paths: Record<string, Record<string, Operation>> };
  const ajv = new Ajv2020({ strict: false, validateFormats: true, allErrors: false });
  for (const format of ["snowflake", "nonce"]) ajv.addFormat(format, /^[^]{1,25}$/);
  for (const format of ["date-time", "int32", "int64", "double", "uri", "float"]) ajv.addFormat(format, true);
  ajv.addSchema(spec, "discord");
  const paths = Object.keys(spec.paths).map((template) => ({
    template,
    pattern: new RegExp(`^${template.replace(/\{[^}]+\}/g, "[^/]+")}$`),
    // A fixed word beats a placeholder: /users/@me before /users/{user_id}.
    placeholders: template.split("{").length,
  }));
  paths.sort((left, right) => left.placeholders - right.placeholders);
  const compiled = new Map<string, ValidateFunction | null>();
  const violations: string[] = [];
  let checked = 0;

  const hold = (what: string, pointer: readonly string[], value: unknown) => {
    const key = pointer.map((part) => encodeURIComponent(part.replaceAll("~", "~0").replaceAll("/", "~1"))).join("/");
    if (!compiled.has(key)) compiled.set(key, ajv.compile({ $ref: `discord#/${key}` }));
    const validate = compiled.get(key);
    checked += 1;
    if (validate && !validate(value)) violations.push(`${what}: ${ajv.errorsText(validate.errors)}`);
  };

  return {
    violations,
    checkedCount: () => checked,
    call({ method, path, body }, answer) {
      const template = paths.find((one) => one.pattern.test(path))?.template;
      const operation = template === undefined ? undefined : spec.paths[template]?.[method.toLowerCase()];
      if (template === undefined || !operation) {
        violations.push(`${method} ${path.replaceAll(/\d{5,}/g, ":id")}: no such route`);
        return;
      }
      const at = ["paths", template, method.toLowerCase()];
      // A refused request may break the schema: that can be why it was refused.
      if (answer.status < 400 && operation.requestBody?.content?.["application/json"] && body !== null) {
        hold(`${method} ${template} request`, [...at, "requestBody", "content", "application/json", "schema"], body);
      }
      const response = operation.responses[String(answer.status)];
      if (response?.content?.["application/json"]) {
        const pointer = [...at, "responses", String(answer.status), "content", "application/json", "schema"];
        hold(`${method} ${template} ${answer.status}`, pointer, answer.body);
      } else if (!response && answer.status < 400) violations.push(`${method} ${template}: status ${answer.status}`);
    },
  };
}
