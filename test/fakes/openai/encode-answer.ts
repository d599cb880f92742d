/** The bodies of OpenAI's answers: completions, stream chunks, embeddings, models and errors. */

export interface ToolCallSpec {
  readonly name: string;
  readonly arguments: string;
}

export interface CompletionHead {
  readonly id: string;
  readonly model: string;
  readonly created: number;
}

export function encodeCompletion(head: CompletionHead, content: string | null, finishReason: string, prompt: string) {
  return {
    id: head.id,
    object: "chat.completion",
    created: head.created,
    model: head.model,
    choices: [
      {
        index: 0,
        message: { role: "assistant", content, refusal: null },
        logprobs: null,
        finish_reason: finishReason,
      },
    ],
    usage: encodeUsage(prompt, content ?? ""),
  };
}

export function encodeToolCompletion(head: CompletionHead, calls: readonly ToolCallSpec[], prompt: string) {
  return {
    ...encodeCompletion(head, null, "tool_calls", prompt),
    choices: [
      {
        index: 0,
        message: { role: "assistant", content: null, refusal: null, tool_calls: calls.map(encodeToolCall) },
        logprobs: null,
        finish_reason: "tool_calls",
      },
    ],
  };
}

export function encodeToolCall(call: ToolCallSpec, index: number) {
  return { id: `call_${index}`, type: "function", function: { name: call.name, arguments: call.arguments } };
}

export function encodeChunk(head: CompletionHead, delta: object, finishReason: string | null = null) {
  return {
    id: head.id,
    object: "chat.completion.chunk",
    created: head.created,
    model: head.model,
    choices: [{ index: 0, delta, logprobs: null, finish_reason: finishReason }],
  };
}

export function encodeUsageChunk(head: CompletionHead, prompt: string, content: string) {
  return {
    id: head.id,
    object: "chat.completion.chunk",
    created: head.created,
    model: head.model,
    choices: [],
    usage: encodeUsage(prompt, content),
  };
}

/** A chunk without choices, as Azure sends first. */
export function encodeEmptyChoices(head: CompletionHead) {
  return { id: head.id, object: "chat.completion.chunk", created: head.created, model: head.model, choices: [] };
}

/** Four characters a token: near enough for a fake. */
function encodeUsage(prompt: string, content: string) {
  const promptTokens = Math.ceil(prompt.length / 4);
  const completionTokens = Math.ceil(content.length / 4);
  return {
    prompt_tokens: promptTokens,
    completion_tokens: completionTokens,
    total_tokens: promptTokens + completionTokens,
  };
}

export function encodeError(message: string, type: string, code: string | null, param: string | null = null) {
  return { error: { message, type, param, code } };
}

export function encodeModels() {
  const created = 1_700_000_000;
  return {
    object: "list",
    data: ["fake-chat", "fake-embedding"].map((id) => ({ id, object: "model", created, owned_by: "fake" })),
  };
}
