/** The answers of a server that refuses, limits or breaks before any stream began. */
import type { ServerResponse } from "node:http";
import type { Behaviour, RateLimitHeader } from "./behaviour.ts";
import { encodeError } from "./encode-answer.ts";

/** Writes the refusal and returns its body; undefined when the behaviour is not one. */
export function playRefusal(response: ServerResponse, behaviour: Behaviour): unknown {
  switch (behaviour.kind) {
    case "rate-limited":
      return sendJson(response, 429, encodeRateLimit(behaviour.code), limitHeaders(behaviour.header));
    case "server-error":
      if (behaviour.isHtml) return sendHtml(response, behaviour.status);
      return sendJson(response, behaviour.status, encodeError("The server had an error", "server_error", null));
    case "invalid-key":
      return sendJson(
        response,
        401,
        encodeError("Incorrect API key provided", "invalid_request_error", "invalid_api_key"),
      );
    case "context-length":
      return sendJson(
        response,
        400,
        encodeError(
          "This model's maximum context length is 8192 tokens",
          "invalid_request_error",
          "context_length_exceeded",
          "messages",
        ),
      );
    case "content-refused":
      return sendJson(response, 400, encodeContentRefusal());
    case "html-page":
      return sendHtml(response, 200);
    case "no-usage-option":
      return sendJson(
        response,
        400,
        encodeError("Unrecognized request argument supplied: stream_options", "invalid_request_error", null),
      );
    case "not-a-stream":
    case "text":
    case "tool-calls":
    case "embeddings":
    case "stream":
    case "no-response":
    case "cut-before-headers":
      return undefined;
  }
}

export function sendJson(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): unknown {
  response.writeHead(status, { "content-type": "application/json", "x-request-id": "req_fake", ...headers });
  response.end(JSON.stringify(body));
  return body;
}

function sendHtml(response: ServerResponse, status: number): unknown {
  const body = `<html><head><title>${status}</title></head><body><center><h1>${status}</h1></center></body></html>`;
  response.writeHead(status, { "content-type": "text/html" });
  response.end(body);
  return body;
}

function encodeRateLimit(code = "rate_limit_exceeded") {
  const type = code === "insufficient_quota" ? "insufficient_quota" : "requests";
  return encodeError("Rate limit reached for requests", type, code);
}

/** Azure's shape: the filter's finding sits in `innererror`. */
function encodeContentRefusal() {
  const body = encodeError("The response was filtered", "invalid_request_error", "content_filter", "prompt");
  return { error: { ...body.error, innererror: { code: "ResponsibleAIPolicyViolation" } } };
}

function limitHeaders(header: RateLimitHeader | undefined): Record<string, string> {
  const limits = { "x-ratelimit-limit-requests": "60", "x-ratelimit-remaining-requests": "0" };
  if (!header) return limits;
  if (header.kind === "seconds") return { ...limits, "retry-after": String(header.value) };
  if (header.kind === "ms") return { ...limits, "retry-after-ms": String(header.value) };
  return { ...limits, "retry-after": new Date(Date.now() + header.afterMs).toUTCString() };
}
