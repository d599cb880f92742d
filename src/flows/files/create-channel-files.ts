/** The half of the files that an adapter reaches: bytes to send, and what a reader of its own threads may open. */
import type { ChannelFiles } from "../../contracts/channel-adapter.ts";
import { AppError } from "../../contracts/errors.ts";
import type { ChannelAccountId, ShopId } from "../../contracts/ids.ts";
import type { Ports } from "../../contracts/ports.ts";

export function createChannelFiles(
  { shopId, accountId }: { readonly shopId: ShopId; readonly accountId: ChannelAccountId },
  { files }: Pick<Ports, "files">,
): ChannelFiles {
  return {
    async load({ sha256, bytes }) {
      const content = new Uint8Array(bytes);
      let length = 0;
      for await (const chunk of files.read(shopId, sha256)) {
        content.set(chunk, length);
        length += chunk.byteLength;
      }
      if (length !== bytes) throw new AppError("NOT_FOUND", "This file is not kept any more.");
      return content;
    },
    async openInThread(threadKey, sent) {
      const file = await files.findInThread(shopId, { accountId, threadKey }, sent);
      return file && { ...file, content: files.read(shopId, file.sha256) };
    },
  };
}
