/** Questions that a model proposed for articles: proposed once, decided by a person, indexed when approved. */
import { type RawBuilder, type Selectable, sql } from "kysely";
import type { ArticleKey, ShopId } from "../../contracts/ids.ts";
import type { ProposalId, ProposalState, QuestionProposal, QuestionStore } from "../../contracts/model-budget.ts";
import type { OpenDatabase } from "../open-database.ts";
import { readInstant, readLanguage } from "../read-rows.ts";
import type { Database } from "../schema.ts";

type Row = Selectable<Database["question_proposal"]>;

export function createQuestionStore(database: OpenDatabase): QuestionStore {
  return {
    async propose(shopId, questions, writer) {
      if (questions.length === 0) return 0;
      const rows = await database.inShop(
        shopId,
        sql`
          insert into question_proposal (shop_id, article_key, language, text, model, prompt_version)
          select ${shopId}, q.article_key, q.language, q.text, ${writer.model}, ${writer.promptVersion}
          from unnest(${questions.map((each) => each.articleKey)}::text[],
            ${questions.map((each) => each.language)}::text[],
            ${questions.map((each) => each.text)}::text[]) as q (article_key, language, text)
          on conflict do nothing returning proposal_id`,
      );
      return rows.length;
    },
    async list(shopId, filter) {
      const rows = await database.inShop(
        shopId,
        sql<Row>`
          select * from question_proposal where shop_id = ${shopId}
            and (${filter.state ?? null}::text is null or state = ${filter.state ?? null})
            and (${filter.articleKey ?? null}::text is null or article_key = ${filter.articleKey ?? null})
            and (${filter.language ?? null}::text is null or language = ${filter.language ?? null})
          order by proposed_at, article_key, language, text`,
      );
      return rows.flatMap(readProposal);
    },
    async decide(shopId, proposalId, state) {
      const rows = await database.inShop(shopId, decideProposal(shopId, proposalId, state));
      return rows.flatMap(readProposal)[0] ?? null;
    },
  };
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

function decideProposal(shopId: ShopId, proposalId: ProposalId, state: ProposalState): RawBuilder<Row> {
  // What is no id at all is the id of nothing.
  const id = UUID.test(proposalId) ? proposalId : null;
  return sql<Row>`
    with decided as (
      update question_proposal set state = ${state}, decided_at = now()
      where shop_id = ${shopId} and proposal_id = ${id}::uuid returning *
    ), noted as (
      insert into audit (shop_id, actor_kind, action, detail)
      select ${shopId}, 'system', ${`question-${state}`},
        jsonb_build_object('articleKey', article_key, 'language', language, 'proposalId', proposal_id)
      from decided
    )
    select * from decided`;
}

function readProposal(row: Row): readonly QuestionProposal[] {
  const language = readLanguage(row.language);
  if (language === null) return [];
  return [
    {
      proposalId: row.proposal_id as ProposalId,
      articleKey: row.article_key as ArticleKey,
      language,
      text: row.text,
      state: row.state as ProposalState,
      model: row.model,
      promptVersion: row.prompt_version,
      proposedAt: readInstant(row.proposed_at),
      decidedAt: row.decided_at ? readInstant(row.decided_at) : null,
    },
  ];
}
