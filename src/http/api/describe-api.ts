/** The OpenAPI 3.1 document, made from the routes and their schemas: what is not a route is not in it, and the other way. */
import { z } from "zod";
import { API_SCOPES } from "../../contracts/api-key.ts";
import { ERROR_CODES } from "../../contracts/errors.ts";
import { type ApiRoute, IDEMPOTENCY_KEY } from "./api-route.ts";

type Json = { readonly [key: string]: unknown };

const PROSE = `Programs of a shop work with its tickets on behalf of an agent: a key may do what its scopes name and what
the agent's role allows, and no more. Send it as \`Authorization: Bearer dgm_...\`; never in an address.

Lists come in pages: \`nextCursor\` goes into \`cursor\` of the next request, null means that nothing follows. Cursors are
opaque and belong to their list. Unknown fields of a query or a body are refused with 400; new fields may appear in
answers. Moments are ISO 8601 in UTC.

What is sent to a buyer, and notes, need the header \`Idempotency-Key\`: the same key for the same ticket writes once, and
the first words count. A reply takes the conversation, as a reply in the console does: the assistant is silent from then
on. 409 means that a colleague holds the conversation, or was faster, and that nothing was written.

Calls are counted for each key: \`RateLimit-Limit\`, \`RateLimit-Remaining\` and \`RateLimit-Reset\` (seconds) say how many are
left; 429 comes with \`Retry-After\`. Errors have one form, with a stable code and a hint that says what to do.

Webhooks follow Standard Webhooks: \`webhook-id\`, \`webhook-timestamp\` and \`webhook-signature\`, HMAC-SHA256 over
\`<id>.<timestamp>.<body>\` with the key behind \`whsec_\` in base64. Events are sent at least once, those of one endpoint in
order; one that fails is tried again for 24 hours while later ones go on, so sort by \`sequence\` where order matters, and
know repeats by \`webhook-id\`. Answer 2xx within 10 seconds; redirects are not followed. After 24 hours without a success
an endpoint is switched off, what waits for it is kept, and 410 switches it off at once.`;

/** What `z.toJSONSchema` calls by name, gathered from all routes. */
type Components = Map<string, unknown>;

export function describeApi(routes: readonly ApiRoute[]): Json {
  const components: Components = new Map([["Error", ERROR_BODY]]);
  const paths = Object.fromEntries(
    [...Map.groupBy(routes, ({ path }) => path)].map(([path, ofPath]) => [
      path.replace(/:(\w+)/gu, "{$1}"),
      Object.fromEntries(ofPath.map((route) => [route.method.toLowerCase(), describeRoute(route, components)])),
    ]),
  );
  return {
    openapi: "3.1.0",
    info: { title: "Dragoman API", version: "1", description: PROSE },
    servers: [{ url: "/api/v1" }],
    security: [{ key: [] }],
    paths,
    components: {
      securitySchemes: { key: { type: "http", scheme: "bearer", description: `Scopes: ${API_SCOPES.join(", ")}` } },
      schemas: Object.fromEntries(components),
    },
  };
}

const ERROR_BODY = {
  type: "object",
  properties: {
    error: {
      type: "object",
      properties: {
        code: { enum: Object.keys(ERROR_CODES) },
        message: { type: "string" },
        hint: { type: "string" },
        requestId: { type: "string" },
      },
      required: ["code", "message", "hint", "requestId"],
      additionalProperties: false,
    },
  },
  required: ["error"],
  additionalProperties: false,
};

const FAULTS = {
  "400": "A field, a header or a cursor is not what it should be",
  "401": "No key, or one that is not valid",
  "403": "The scopes of the key or the role of its agent do not allow it",
  "404": "No such thing in this shop",
  "409": "Somebody else changed it first; nothing was written",
  "429": "Too many calls; wait for Retry-After",
};

function describeRoute(route: ApiRoute, components: Components): Json {
  const { shape, status = 200 } = route;
  const parameters = [
    ...listParameters("path", shape.params, components),
    ...listParameters("query", shape.query, components),
    ...(route.isIdempotent ? [IDEMPOTENCY] : []),
  ];
  const body = shape.body ? describe(shape.body, "input", components) : null;
  return {
    operationId: route.operationId,
    summary: route.summary,
    description: route.scope === null ? "Any key." : `Scope \`${route.scope}\`.`,
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(body === null ? {} : { requestBody: { required: isRequired(shape.body), content: json(body) } }),
    responses: {
      [status]: { description: "Done", content: json(describe(route.reply, "output", components)) },
      ...Object.fromEntries(
        Object.entries(FAULTS).map(([code, description]) => [
          code,
          { description, content: json({ $ref: "#/components/schemas/Error" }) },
        ]),
      ),
    },
  };
}

const IDEMPOTENCY = {
  name: "Idempotency-Key",
  in: "header",
  required: true,
  schema: { type: "string", pattern: IDEMPOTENCY_KEY.source },
};

function isRequired(body: z.ZodType | undefined): boolean {
  return body !== undefined && !body.safeParse(undefined).success;
}

function listParameters(
  place: "path" | "query",
  schema: z.ZodType | undefined,
  components: Components,
): readonly Json[] {
  if (schema === undefined) return [];
  const { properties = {}, required = [] } = describe(schema, "input", components) as {
    properties?: Record<string, unknown>;
    required?: readonly string[];
  };
  return Object.entries(properties).map(([name, described]) => ({
    name,
    in: place,
    required: place === "path" || required.includes(name),
    schema: described,
  }));
}

function json(schema: unknown): Json {
  return { "application/json": { schema } };
}

/** Named schemas go to the components, once. */
function describe(schema: z.ZodType, io: "input" | "output", components: Components): Json {
  const written = z.toJSONSchema(schema, { io, unrepresentable: "any" });
  const {
    $defs = {},
    $schema: _version,
    id,
    ...own
  } = pointToComponents(written) as Json & { id?: string; $defs?: Json };
  for (const [name, each] of Object.entries($defs)) components.set(name, withoutId(each as Json));
  if (id === undefined) return own;
  components.set(id, own);
  return { $ref: `#/components/schemas/${id}` };
}

function withoutId({ id: _id, ...schema }: Json): Json {
  return schema;
}

function pointToComponents(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(pointToComponents);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => [
      key,
      key === "$ref" && typeof each === "string"
        ? each.replace("#/$defs/", "#/components/schemas/")
        : pointToComponents(each),
    ]),
  );
}
