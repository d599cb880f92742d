/** `fetch` for a model server that may never stop sending: after so many bytes the answer is cut off with an error. */

/** A stream spends some 250 bytes on each few letters; no answer that we read to the end is longer than this. */
export const MAX_ANSWER_BYTES = 8 * 1024 * 1024;

export function createBoundedFetch(maxBytes: number = MAX_ANSWER_BYTES): typeof fetch {
  return async (input, init) => {
    const response = await fetch(input, init);
    if (!response.body) return response;
    let bytes = 0;
    const counting = new TransformStream<Uint8Array, Uint8Array>({
      transform(chunk, controller) {
        bytes += chunk.byteLength;
        if (bytes > maxBytes) controller.error(new Error("The model server sent too much"));
        else controller.enqueue(chunk);
      },
    });
    const { status, statusText, headers } = response;
    return new Response(response.body.pipeThrough(counting), { status, statusText, headers });
  };
}
