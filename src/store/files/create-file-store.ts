/** Files in the database: with the messages that carry them they are written, backed up, kept apart by shop, and erased. */
import { sql } from "kysely";
import type { FileStore, FileUpload, MessageFile, UploadId } from "../../contracts/files.ts";
import type { ChannelAccountId, ConversationId, ShopId } from "../../contracts/ids.ts";
import type { KeptPart, Speaker } from "../../contracts/message.ts";
import type { OpenDatabase, ShopTransaction } from "../open-database.ts";
import { keepContent } from "./keep-content.ts";
import { sweepFiles } from "./remove-files.ts";

export interface FileLimits {
  /** All files of a shop together. */
  readonly quotaBytes: number;
}

type Keep = Pick<FileStore, "keepUpload" | "keepReceived">;
type Find = Omit<FileStore, keyof Keep | "removeUpload" | "sweep">;

export function createFileStore(database: OpenDatabase, limits: FileLimits): FileStore {
  return {
    ...createKeep(database, limits),
    ...createFind(database),
    async removeUpload(shopId, agentId, uploadId) {
      await database.inShop(
        shopId,
        sql`delete from file_upload
          where shop_id = ${shopId} and upload_id = ${uploadId} and agent_id = ${agentId}`,
      );
    },
    sweep: (shopId, before) => database.withShop(shopId, (trx) => sweepFiles(trx, shopId, before)),
  };
}

function createKeep(database: OpenDatabase, { quotaBytes }: FileLimits): Keep {
  return {
    keepUpload: (shopId, upload) =>
      database.withShop(shopId, async (trx) => {
        const { uploadId, agentId, name } = upload;
        const known = await findUploads(trx, shopId, agentId, [uploadId]);
        if (known[0]) return known[0];
        const sha256 = await keepContent(trx, shopId, upload, quotaBytes);
        if (sha256 === null) return "no-room";
        await trx.run(sql`
          insert into file_upload (shop_id, upload_id, agent_id, sha256, name)
          values (${shopId}, ${uploadId}, ${agentId}, ${sha256}, ${name})`);
        const { mediaType, content } = upload;
        return { uploadId, file: { kind: "kept", sha256, name, mediaType, bytes: content.byteLength } };
      }),
    keepReceived: (shopId, { messageId, position }, file) =>
      database.withShop(shopId, async (trx) => {
        const sha256 = await keepContent(trx, shopId, file, quotaBytes);
        if (sha256 === null) return false;
        // Behind the lock: who was forgotten since it was fetched has no key left, and is not kept again.
        const rows = await trx.run(sql`
          insert into message_file (shop_id, message_id, position, sha256, name)
          select shop_id, message_id, ${position}::int, ${sha256}, ${file.name} from message
          where shop_id = ${shopId} and message_id = ${messageId}
            and parts -> ${position}::int ->> 'externalKey' <> ''
          on conflict (shop_id, message_id, position) do update set name = excluded.name
          returning 1`);
        return rows.length > 0;
      }),
  };
}

function createFind(database: OpenDatabase): Find {
  return {
    findUploads: (shopId, agentId, uploadIds) =>
      database.withShop(shopId, (trx) => findUploads(trx, shopId, agentId, uploadIds)),
    async findInMessage(shopId, { messageId, position }) {
      const [row] = await database.inShop<MessageFileRow>(
        shopId,
        sql`select m.conversation_id, c.account_id, m.speaker, m.parts -> ${position}::int as part,
            f.sha256, f.name, k.media_type, k.bytes
          from message m join conversation c on c.shop_id = m.shop_id and c.conversation_id = m.conversation_id
          left join message_file f on f.shop_id = m.shop_id and f.message_id = m.message_id and f.position = ${position}
          left join kept_file k on k.shop_id = f.shop_id and k.sha256 = f.sha256
          where m.shop_id = ${shopId} and m.message_id = ${messageId}`,
      );
      return row?.part ? readMessageFile(row) : null;
    },
    async findInThread(shopId, { accountId, threadKey }, { outboundId, position }) {
      const [row] = await database.inShop<KeptRow>(
        shopId,
        sql`select f.sha256, f.name, k.media_type, k.bytes
          from outbox o join conversation c on c.shop_id = o.shop_id and c.conversation_id = o.conversation_id
          join message_file f on f.shop_id = o.shop_id and f.message_id = o.message_id and f.position = ${position}
          join kept_file k on k.shop_id = f.shop_id and k.sha256 = f.sha256
          where o.shop_id = ${shopId} and o.outbound_id = ${outboundId} and c.account_id = ${accountId}
            and c.thread_key = ${threadKey}`,
      );
      return row ? readKept(row) : null;
    },
    async *read(shopId, sha256) {
      for (let position = 0; ; position += 1) {
        const [row] = await database.inShop<{ content: Buffer }>(
          shopId,
          sql`select content from kept_chunk
            where shop_id = ${shopId} and sha256 = ${sha256} and position = ${position}`,
        );
        if (!row) return;
        yield row.content;
      }
    },
  };
}

interface KeptRow {
  readonly sha256: string;
  readonly name: string;
  readonly media_type: string;
  readonly bytes: number;
}

type MessageFileRow = { readonly [Name in keyof KeptRow]: KeptRow[Name] | null } & {
  readonly conversation_id: string;
  readonly account_id: string;
  readonly speaker: string;
  readonly part: MessageFile["part"] | null;
};

async function findUploads(
  trx: ShopTransaction,
  shopId: ShopId,
  agentId: string,
  uploadIds: readonly UploadId[],
): Promise<readonly FileUpload[]> {
  const rows = await trx.run(sql<KeptRow & { upload_id: string }>`
    select u.upload_id, u.sha256, u.name, k.media_type, k.bytes
    from file_upload u join kept_file k on k.shop_id = u.shop_id and k.sha256 = u.sha256
    where u.shop_id = ${shopId} and u.agent_id = ${agentId} and u.upload_id = any(${[...uploadIds]}::uuid[])`);
  const byId = new Map(rows.map((row) => [row.upload_id, readKept(row)]));
  return uploadIds.flatMap((uploadId) => {
    const file = byId.get(uploadId);
    return file ? [{ uploadId, file }] : [];
  });
}

function readMessageFile(row: MessageFileRow): MessageFile {
  const { sha256, name, media_type, bytes, part } = row;
  const isKept = sha256 !== null && name !== null && media_type !== null && bytes !== null;
  return {
    conversationId: row.conversation_id as ConversationId,
    accountId: row.account_id as ChannelAccountId,
    speaker: row.speaker as Speaker,
    part: part as MessageFile["part"],
    kept: isKept ? readKept({ sha256, name, media_type, bytes }) : null,
  };
}

function readKept({ sha256, name, media_type: mediaType, bytes }: KeptRow): KeptPart {
  return { kind: "kept", sha256, name, mediaType, bytes };
}
