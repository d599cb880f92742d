/** The tables of the desk as Kysely sees them; `test/store/schema.test.ts` compares them with a migrated database. */
import type { Generated } from "kysely";
import type { At, DefaultAt, Json } from "../rows/columns.ts";

export interface DeskTables {
  ticket: {
    shop_id: string;
    ticket_id: string;
    number: number;
    conversation_id: string;
    status: string;
    reason: string;
    priority: string;
    note: string;
    language: string;
    agent_id: string | null;
    opened_at: At;
    first_reply_due_at: At;
    first_replied_at: At | null;
    resolved_at: At | null;
    category: Generated<string>;
    tags: Generated<string[]>;
    snoozed_until: At | null;
    warned_at: At | null;
    breached_at: At | null;
    place_told_at: At | null;
    sorted_at: DefaultAt;
    is_agent_sorted: Generated<boolean>;
    merged_into: string | null;
    reopened_at: At | null;
  };
  ticket_merge: {
    shop_id: string;
    merge_id: string;
    ticket_id: string;
    merged_by: string;
    merged_at: DefaultAt;
    undone_by: string | null;
    undone_at: At | null;
    before: Json;
  };
  ticket_note: {
    shop_id: string;
    note_id: string;
    ticket_id: string;
    agent_id: string;
    text: string;
    mentions: Generated<string[]>;
    at: DefaultAt;
  };
  desk_setting: { shop_id: string; settings: Json };
  agent_desk: {
    shop_id: string;
    agent_id: string;
    availability: Generated<string>;
    languages: Generated<string[]>;
    skills: Generated<string[]>;
    capacity: number | null;
    seen_at: At | null;
  };
  macro: {
    shop_id: string;
    macro_key: string;
    names: Json;
    texts: Json;
    actions: Json;
    is_hidden: Generated<boolean>;
    used_count: Generated<number>;
    changed_at: DefaultAt;
  };
  saved_view: {
    shop_id: string;
    view_id: string;
    agent_id: string;
    name: string;
    base: string;
    conditions: Json;
    is_shared: Generated<boolean>;
    place: number;
    created_at: DefaultAt;
  };
  ticket_score: {
    shop_id: string;
    ticket_id: string;
    agent_id: string | null;
    score: number | null;
    comment: string | null;
    asked_at: DefaultAt;
    scored_at: At | null;
    reason_id: string | null;
  };
  incident: {
    shop_id: string;
    incident_id: string;
    status: Generated<string>;
    texts: Json;
    categories: Generated<string[]>;
    places: Generated<string[]>;
    words: Generated<string[]>;
    article_key: string;
    declared_by: string;
    declared_at: DefaultAt;
    approved_by: string | null;
    approved_at: At | null;
    closed_by: string | null;
    closed_at: At | null;
    looked_until: At | null;
    texts_version: Generated<number>;
    texts_by: string | null;
    texts_at: At | null;
  };
  incident_ticket: {
    shop_id: string;
    incident_id: string;
    ticket_id: string;
    linked_at: DefaultAt;
    opening_told_at: At | null;
    closing_told_at: At | null;
  };
  ticket_summary: {
    shop_id: string;
    ticket_id: string;
    language: string;
    wants: string;
    tried: string;
    stake: string;
    up_to_seq: number;
    model: string;
    prompt_version: string;
    written_at: DefaultAt;
  };
  ticket_brief: {
    shop_id: string;
    ticket_id: string;
    attempts: Generated<number>;
    due_at: At;
    is_done: Generated<boolean>;
    sorted_at: At;
    category: string;
  };
  macro_use: { shop_id: string; macro_key: string; category: string; used_count: Generated<number> };
  ticket_timer: { shop_id: string; ticket_id: string; kind: string; due_at: At };
}
