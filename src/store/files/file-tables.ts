/** The tables of files as Kysely sees them; `test/store/schema.test.ts` compares them with a migrated database. */
import type { ColumnType } from "kysely";

type DefaultAt = ColumnType<Date, Date | string | undefined, Date | string>;

export interface FileTables {
  kept_file: { shop_id: string; sha256: string; media_type: string; bytes: number; kept_at: DefaultAt };
  kept_chunk: { shop_id: string; sha256: string; position: number; content: Buffer };
  file_upload: {
    shop_id: string;
    upload_id: string;
    agent_id: string;
    sha256: string;
    name: string;
    uploaded_at: DefaultAt;
  };
  message_file: { shop_id: string; message_id: string; position: number; sha256: string; name: string };
}
