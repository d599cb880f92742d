/** Checks what goes over the fake's REST API, in both directions, against Discord's published OpenAPI document. */
import { existsSync, readFileSync } from "node:fs";
import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import type { RestAnswer, RestCall } from "./rest-call.ts";

/** Only there when the project is built; never shipped. */
const SPEC_FILE = new URL("../../../../shared/specs/discord-openapi.json", import.meta.url);

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

interface Spec {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly templates: readonly { readonly template: string; readonly pattern: RegExp }[];
  /** Says what does not fit; null when all does. */
  readonly hold: (pointer: readonly string[], value: unknown) => string | null;
}

/** Compiling a schema takes up to a second: once for all fakes of a test run. */
let loaded: Spec | null = null;

/** Null when the document is not there. */
export function createCheckAgainstSpec(): CheckAgainstSpec | null {
  if (!existsSync(SPEC_FILE)) return null;
  loaded ??= loadSpec();
  const { paths, templates, hold } = loaded;
  const violations: string[] = [];
  let checked = 0;
  const check = (what: string, pointer: readonly string[], value: unknown) => {
    checked += 1;
    const fault = hold(pointer, value);
    if (fault !== null) violations.push(`${what}: ${fault}`);
  };
  return {
    violations,
    checkedCount: () => checked,
    call({ method, path, body }, answer) {
      const template = templates.find((one) => one.pattern.test(path))?.template;
      const operation = template === undefined ? undefined : paths[template]?.[method.toLowerCase()];
      if (template === undefined || !operation) {
        violations.push(`${method} ${path.replaceAll(/\d{5,}/g, ":id")}: no such route`);
        return;
      }
      const at = ["paths", template, method.toLowerCase()];
      // A refused request may break the schema: that can be why it was refused.
      if (answer.status < 400 && operation.requestBody?.content?.["application/json"] && body !== null) {
        check(`${method} ${template} request`, [...at, "requestBody", "content", "application/json", "schema"], body);
      }
      const response = operation.responses[String(answer.status)];
      if (response?.content?.["application/json"]) {
        const pointer = [...at, "responses", String(answer.status), "content", "application/json", "schema"];
        check(`${method} ${template} ${answer.status}`, pointer, answer.body);
      } else if (!response && answer.status < 400) violations.push(`${method} ${template}: status ${answer.status}`);
    },
  };
}

function loadSpec(): Spec {
  const { paths, ...rest } = JSON.parse(readFileSync(SPEC_FILE, "utf8")) as Pick<Spec, "paths">;
  const ajv = new Ajv2020({ strict: false, validateFormats: true, allErrors: false });
  for (const format of ["snowflake", "nonce"]) ajv.addFormat(format, /^[^]{1,25}$/);
  for (const format of ["date-time", "int32", "int64", "double", "uri", "float"]) ajv.addFormat(format, true);
  ajv.addSchema({ paths, ...rest }, "discord");
  const compiled = new Map<string, ValidateFunction>();
  const templates = Object.keys(paths).map((template) => ({
    template,
    pattern: new RegExp(`^${template.replace(/\{[^}]+\}/g, "[^/]+")}$`),
  }));
  // A fixed word beats a placeholder: /users/@me before /users/{user_id}.
  templates.sort((left, right) => left.template.split("{").length - right.template.split("{").length);
  return {
    paths,
    templates,
    hold(pointer, value) {
      const key = pointer.map((part) => encodeURIComponent(part.replaceAll("~", "~0").replaceAll("/", "~1"))).join("/");
      const validate = compiled.get(key) ?? ajv.compile({ $ref: `discord#/${key}` });
      compiled.set(key, validate);
      return validate(value) ? null : ajv.errorsText(validate.errors);
    },
  };
}
