/** Unanswered questions and ratings in PostgreSQL: see the promises in `contracts/knowledge-feedback.ts`. */
import type { KnowledgeFeedback } from "../../contracts/knowledge-feedback.ts";
import type { OpenDatabase } from "../open-database.ts";
import { createRatings } from "./answer-ratings.ts";
import { createQuestionGroups } from "./question-groups.ts";

export function createKnowledgeFeedback(database: OpenDatabase): KnowledgeFeedback {
  return { ...createQuestionGroups(database), ...createRatings(database) };
}
