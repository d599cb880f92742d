/** Reads server-sent events from a fetch body; EventSource cannot send our header and would put a secret in the URL. */
export interface StreamEvent {
  readonly name: string;
  readonly id: string | null;
  readonly data: string;
}

/** Calls back for each event, and for each comment with null. Resolves when the stream ends, rejects when it breaks. */
export async function readStream(
  body: ReadableStream<Uint8Array>,
  onEvent: (event: StreamEvent | null) => void,
): Promise<void> {
  const decoder = new TextDecoder();
  const reader = body.getReader();
  let rest = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    rest += decoder.decode(value, { stream: true });
    for (let end = rest.indexOf("\n\n"); end >= 0; end = rest.indexOf("\n\n")) {
      onEvent(readFrame(rest.slice(0, end)));
      rest = rest.slice(end + 2);
    }
  }
}

function readFrame(frame: string): StreamEvent | null {
  let name = "message";
  let id: string | null = null;
  let data: string | null = null;
  for (const line of frame.split("\n")) {
    const colon = line.indexOf(": ");
    const value = line.slice(colon + 2);
    const field = line.slice(0, colon);
    if (field === "event") name = value;
    else if (field === "id") id = value;
    else if (field === "data") data = data === null ? value : `${data}\n${value}`;
  }
  return data === null ? null : { name, id, data };
}
