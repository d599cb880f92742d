/** Programs of a shop that call its API with a key, every answer held against the document, and servers that are told. */
import { once } from "node:events";
import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import type { ApiScope } from "../../src/contracts/api-key.ts";
import { API_SCOPES } from "../../src/contracts/api-key.ts";
import type { AgentId, ShopId } from "../../src/contracts/ids.ts";
import { makeKey } from "../../src/http/api/api-key.ts";
import type { ConsoleRig } from "../console/console-rig.ts";

export interface ApiAnswer {
  readonly status: number;
  readonly headers: Headers;
  // oxlint-disable-next-line typescript/no-explicit-any -- tests read what they expect
  readonly body: any;
}

export interface ApiClient {
  readonly key: string;
  call(
    method: string,
    path: string,
    options?: { readonly body?: unknown; readonly headers?: Readonly<Record<string, string>> },
  ): Promise<ApiAnswer>;
}

interface Operation {
  readonly operationId: string;
  readonly responses: Readonly<Record<string, { readonly content: Record<string, { readonly schema: object }> }>>;
}

export interface ApiDocument {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: object;
}

/** Validates what comes back against the document that the server itself gives. */
export interface Oracle {
  readonly document: ApiDocument;
  /** Operations that were called and answered well. */
  readonly seen: Set<string>;
  check(method: string, path: string, answer: ApiAnswer): void;
}

export async function openOracle(origin: string): Promise<Oracle> {
  const document = (await (await fetch(`${origin}/api/v1/openapi.json`)).json()) as ApiDocument;
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  (addFormats as unknown as (to: Ajv2020) => void)(ajv);
  ajv.addSchema({ $id: "api", components: document.components });
  const seen = new Set<string>();
  return {
    document,
    seen,
    check(method, path, { status, body }) {
      const pattern = Object.keys(document.paths).find((each) => matches(each, path));
      const operation = pattern === undefined ? undefined : document.paths[pattern]?.[method.toLowerCase()];
      if (operation === undefined) return;
      const schema = operation.responses[status]?.content["application/json"]?.schema;
      if (schema === undefined) throw new Error(`${operation.operationId} answers ${status}, which is not described`);
      const own = JSON.parse(JSON.stringify(schema).replaceAll("#/components", "api#/components")) as object;
      const validate = ajv.compile(own);
      if (!validate(body)) {
        throw new Error(
          `${operation.operationId} ${status}: ${ajv.errorsText(validate.errors)} ${JSON.stringify(body)}`,
        );
      }
      if (status < 300) seen.add(operation.operationId);
    },
  };
}

function matches(pattern: string, path: string): boolean {
  const parts = pattern.split("/");
  const asked = (path.split("?")[0] ?? "").split("/");
  return parts.length === asked.length && parts.every((part, at) => part.startsWith("{") || part === asked[at]);
}

export async function addKey(
  rig: ConsoleRig,
  agentId: AgentId,
  options: {
    readonly scopes?: readonly ApiScope[];
    readonly shop?: { shopId: ShopId; shopKey: string };
    readonly name?: string;
  } = {},
): Promise<string> {
  const { shopId, shopKey } = options.shop ?? rig.db.shop;
  const { key, keyHash, prefix } = makeKey(shopKey);
  const scopes = options.scopes ?? API_SCOPES;
  const name = options.name ?? "ERP";
  const keyId = rig.ports.ids.next<never>();
  await rig.ports.apiKeys.insert(shopId, {
    keyId,
    agentId,
    name,
    keyHash,
    prefix,
    scopes,
    expiresAt: null,
    createdBy: agentId,
  });
  return key;
}

export function createApiClient(origin: string, key: string, oracle: Oracle | null): ApiClient {
  return {
    key,
    async call(method, path, { body, headers = {} } = {}) {
      const response = await fetch(`${origin}/api/v1${path}`, {
        method,
        headers: {
          authorization: `Bearer ${key}`,
          ...(body === undefined ? {} : { "content-type": "application/json" }),
          ...headers,
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const answer = {
        status: response.status,
        headers: response.headers,
        body: JSON.parse(await response.text()) as unknown,
      };
      oracle?.check(method, path, answer);
      return answer;
    },
  };
}

export interface Told {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface Target {
  readonly host: string;
  readonly url: string;
  readonly told: Told[];
  /** What it answers from now on; 200 at first. */
  answer: (response: ServerResponse, told: Told) => void;
  close(): Promise<void>;
}

/** A server that webhooks are sent to. */
export async function startTarget(): Promise<Target> {
  const target: { -readonly [Key in keyof Target]: Target[Key] } = {
    host: "",
    url: "",
    told: [],
    answer: (response) => void response.writeHead(200).end(),
    close: async () => {},
  };
  const server: Server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    response.on("error", () => undefined);
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const told = { headers: request.headers, body: Buffer.concat(chunks).toString("utf8") };
      target.told.push(told);
      target.answer(response, told);
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  target.host = `127.0.0.1:${port}`;
  target.url = `http://127.0.0.1:${port}/hook`;
  target.close = async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return target;
}
