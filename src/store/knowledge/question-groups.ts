/** Questions without an answer: the turns they come from, the groups they stand in, what became of a group. */
import { sql } from "kysely";
import type { ArticleKey, ConversationId, Instant, TurnId } from "../../contracts/ids.ts";
import type {
  GroupState,
  KnowledgeFeedback,
  QuestionGroup,
  QuestionGroupId,
  UnansweredTurn,
} from "../../contracts/knowledge-feedback.ts";
import type { OpenDatabase, ShopTransaction } from "../open-database.ts";
import { readLanguage } from "../read-rows.ts";
import { writeAudit } from "./write-audit.ts";

type Groups = Omit<KnowledgeFeedback, "ratingOf" | "figures" | "answersOf">;

/** Enough wordings to see what is meant; the count says how many there are. */
const SAMPLES = 12;

export function createQuestionGroups(database: OpenDatabase): Groups {
  return {
    unsettled: (shopId, since, settleMs, limit) =>
      database.withShop(shopId, (trx) => readUnsettled(trx, shopId, { since, settleMs, limit })),
    group: (shopId, question, group) =>
      database.withShop(shopId, async (trx) => {
        const groupId = typeof group === "string" ? group : group.groupId;
        if (typeof group !== "string") {
          await trx.run(sql`
            insert into question_group (shop_id, group_id, nearest_key, language, sample)
            values (${shopId}, ${groupId}, ${group.nearestKey}, ${group.language}, ${group.sample})
            on conflict do nothing`);
        }
        await trx.run(sql`
          insert into unanswered_question (shop_id, turn_id, group_id, conversation_id, language, text, outcome, asked_at)
          values (${shopId}, ${question.turnId}, ${groupId}, ${question.conversationId}, ${question.language},
            ${question.text}, ${question.outcome}, ${new Date(question.askedAt)})
          on conflict do nothing`);
      }),
    groups: (shopId, states, limit) =>
      database.withShop(shopId, (trx) => readGroups(trx, shopId, { states, groupId: null, limit })),
    getGroup: (shopId, groupId) =>
      database.withShop(shopId, async (trx) => {
        const found = await readGroups(trx, shopId, { states: null, groupId, limit: 1 });
        return found[0] ?? null;
      }),
    moveGroup: (shopId, groupId, { state, articleKey, by }) =>
      database.withShop(shopId, async (trx) => {
        const rows = await trx.run(sql`
          update question_group set state = ${state}, article_key = coalesce(${articleKey ?? null}, article_key),
            done_at = case when ${state} = 'done' then now() end,
            done_by = case when ${state} = 'done' then ${by}::uuid end
          where shop_id = ${shopId} and group_id = ${groupId} returning group_id`);
        if (rows.length === 0) return false;
        await writeAudit(trx, shopId, by, { action: `question-group-${state}`, detail: { group: groupId } });
        return true;
      }),
    closeGroups: (shopId, articleKeys, by) =>
      database.withShop(shopId, async (trx) => {
        const rows = await trx.run(sql<{ group_id: string }>`
          update question_group set state = 'done', done_at = now(), done_by = ${by}::uuid
          where shop_id = ${shopId} and state = 'drafted' and article_key = any(${[...articleKeys]}::text[])
          returning group_id`);
        for (const { group_id } of rows) {
          await writeAudit(trx, shopId, by, { action: "question-group-done", detail: { group: group_id } });
        }
      }),
    async agentReplies(shopId, groupId, limit) {
      const rows = await database.inShop(
        shopId,
        sql<{ text: string }>`
          select m.text from unanswered_question u
          join message m on m.shop_id = u.shop_id and m.conversation_id = u.conversation_id
          where u.shop_id = ${shopId} and u.group_id = ${groupId} and m.speaker = 'agent' and m.at > u.asked_at
          order by m.at desc limit ${limit}::int`,
      );
      return rows.map(({ text }) => text);
    },
  };
}

interface TurnRow {
  readonly turn_id: string;
  readonly conversation_id: string;
  readonly language: string | null;
  readonly text: string;
  readonly outcome: "clarified" | "handed-off";
  readonly asked_at: Date;
}

async function readUnsettled(
  trx: ShopTransaction,
  shopId: string,
  { since, settleMs, limit }: { readonly since: Instant; readonly settleMs: number; readonly limit: number },
): Promise<readonly UnansweredTurn[]> {
  const rows = await trx.run(sql<TurnRow>`
    select t.turn_id, t.conversation_id, t.outcome, t.started_at as asked_at,
      coalesce(a.language, c.language) as language, q.text
    from turn t
    join conversation c on c.shop_id = t.shop_id and c.conversation_id = t.conversation_id
    join lateral (
      select string_agg(m.text, ' ' order by m.seq) as text from message m
      where m.shop_id = t.shop_id and m.conversation_id = t.conversation_id and m.speaker = 'buyer'
        and m.seq between t.first_seq and t.last_seq and jsonb_path_exists(m.parts, '$[*] ? (@.kind == "text")')
    ) q on q.text is not null and btrim(q.text) <> ''
    left join lateral (
      select m.language from message m
      where m.shop_id = t.shop_id and m.conversation_id = t.conversation_id and m.turn_id = t.turn_id limit 1
    ) a on true
    left join lateral (
      select n.outcome from turn n where n.shop_id = t.shop_id and n.conversation_id = t.conversation_id
        and n.first_seq > t.last_seq order by n.first_seq limit 1
    ) later on true
    where t.shop_id = ${shopId} and t.finished_at >= ${new Date(since)}
      and (
        (t.outcome = 'handed-off' and t.reason in ('no-passage-found', 'citation-check-failed', 'unclear-twice'))
        or (t.outcome = 'clarified' and later.outcome is distinct from 'answered'
          and (later.outcome is not null or t.finished_at < now() - make_interval(secs => ${settleMs / 1000})))
      )
      and not exists (select 1 from unanswered_question u where u.shop_id = t.shop_id and u.turn_id = t.turn_id)
    order by t.finished_at limit ${limit}::int`);
  return rows.flatMap((row) => {
    const language = readLanguage(row.language ?? "");
    if (language === null) return [];
    return [
      {
        turnId: row.turn_id as TurnId,
        conversationId: row.conversation_id as ConversationId,
        language,
        text: row.text,
        outcome: row.outcome,
        askedAt: row.asked_at.getTime() as Instant,
      },
    ];
  });
}

interface GroupRow {
  readonly group_id: string;
  readonly state: GroupState;
  readonly article_key: string | null;
  readonly nearest_key: string | null;
  readonly language: string;
  readonly sample: string;
  readonly done_at: Date | null;
  readonly count: number;
  readonly count_since: number;
  readonly last_asked_at: Date;
  readonly questions: readonly { language: string; text: string; at: number; conversation: string }[];
}

async function readGroups(
  trx: ShopTransaction,
  shopId: string,
  filter: { readonly states: readonly GroupState[] | null; readonly groupId: string | null; readonly limit: number },
): Promise<readonly QuestionGroup[]> {
  const rows = await trx.run(sql<GroupRow>`
    select g.group_id, g.state, g.article_key, g.nearest_key, g.language, g.sample, g.done_at, n.count, n.count_since,
      n.last_asked_at, s.questions
    from question_group g
    join lateral (
      select count(*) as count, count(*) filter (where u.asked_at > g.done_at) as count_since,
        max(u.asked_at) as last_asked_at
      from unanswered_question u where u.shop_id = g.shop_id and u.group_id = g.group_id
    ) n on n.count > 0
    join lateral (
      select jsonb_agg(jsonb_build_object('language', u.language, 'text', u.text,
        'at', floor(extract(epoch from u.asked_at) * 1000), 'conversation', u.conversation_id)
        order by u.asked_at desc) as questions
      from (select * from unanswered_question u where u.shop_id = g.shop_id and u.group_id = g.group_id
        order by u.asked_at desc limit ${SAMPLES}::int) u
    ) s on true
    where g.shop_id = ${shopId}
      and (${filter.states === null} or g.state = any(${[...(filter.states ?? [])]}))
      and (${filter.groupId}::uuid is null or g.group_id = ${filter.groupId}::uuid)
    order by n.count desc, n.last_asked_at desc limit ${filter.limit}::int`);
  return rows.flatMap(readGroup);
}

function readGroup(row: GroupRow): readonly QuestionGroup[] {
  const language = readLanguage(row.language);
  if (language === null) return [];
  return [
    {
      groupId: row.group_id as QuestionGroupId,
      state: row.state,
      articleKey: row.article_key as ArticleKey | null,
      nearestKey: row.nearest_key,
      language,
      sample: row.sample,
      count: row.count,
      countSinceDone: row.count_since,
      lastAskedAt: row.last_asked_at.getTime() as Instant,
      doneAt: (row.done_at?.getTime() ?? null) as Instant | null,
      questions: row.questions.flatMap(({ language: each, text, at, conversation }) => {
        const spoken = readLanguage(each);
        if (spoken === null) return [];
        return [{ language: spoken, text, askedAt: at as Instant, conversationId: conversation as ConversationId }];
      }),
    },
  ];
}
