/** What people note of the buyer: tags, and whether this is a VIP. It holds for the cases to come. */
import type { ContactTagsView } from "../../console-api.ts";
import { Fact } from "../conversation/fact.tsx";
import { useAnnouncer } from "../parts/announcer.tsx";
import { describeFault } from "../server/describe-trouble.ts";
import { useAhead } from "../server/use-ahead.ts";
import { useApi } from "../server/use-api.tsx";
import { useLoaded } from "../server/use-loaded.ts";
import { useTexts } from "../texts/use-texts.tsx";
import { NewTag, Tags } from "./tags.tsx";

const MAX_TAGS = 20;

export function ContactFacts({ ticketId, isFixed }: { readonly ticketId: string; readonly isFixed: boolean }) {
  const api = useApi();
  const { text } = useTexts();
  const { say } = useAnnouncer();
  const path = `/tickets/${encodeURIComponent(ticketId)}/contact`;
  const { body, reload } = useLoaded<ContactTagsView>(path);
  const { ahead, write } = useAhead<Pick<ContactTagsView, "tags">>();
  if (body === null) return null;
  const tags = ahead.tags ?? body.tags;
  const vipTag = body.vipTags[0];
  const isVip = tags.some((tag) => body.vipTags.includes(tag));
  const change = (next: readonly string[]) =>
    write({ tags: next }, async () => {
      const called = await api.put(path, { tags: next });
      if (called.kind !== "ok") say(describeFault(called, text), "bad");
      await reload();
    });
  return (
    <Fact name={text("context.contactTags")}>
      {vipTag === undefined ? null : (
        <label className="choice-box" title={text("context.vipHint")}>
          <input
            type="checkbox"
            checked={isVip}
            disabled={isFixed}
            onChange={({ currentTarget: { checked } }) =>
              change(checked ? [...tags, vipTag] : tags.filter((tag) => !body.vipTags.includes(tag)))
            }
          />
          <span>{text("context.vip")}</span>
        </label>
      )}
      <Tags
        tags={tags.filter((tag) => !body.vipTags.includes(tag))}
        {...(isFixed ? {} : { onRemove: (tag: string) => change(tags.filter((each) => each !== tag)) })}
      />
      {isFixed || tags.length >= MAX_TAGS ? null : (
        <NewTag label={text("contact.tag.add")} onAdd={(tag) => change([...new Set([...tags, tag])])} />
      )}
    </Fact>
  );
}
