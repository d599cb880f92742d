/** What a reason is called: what buyers say of the service, or what a case is about. */
import { type ScoreSubject, SERVICE_SUBJECTS } from "../../../contracts/satisfaction.ts";
import type { Texts } from "../texts/use-texts.tsx";

export function nameSubject(subject: ScoreSubject, text: Texts["text"]): string {
  const service = SERVICE_SUBJECTS.find((each) => each === subject);
  if (service) return text(`satisfaction.subject.${service}`);
  return text(`category.${subject as Exclude<ScoreSubject, (typeof SERVICE_SUBJECTS)[number]>}`);
}
