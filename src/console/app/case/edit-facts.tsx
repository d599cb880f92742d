/** How a case is filed: priority, category, tags. Each change is written at once and shown when the server has it. */
import { type FormEvent, useRef, useState } from "react";
import { Button } from "react-aria-components";
import type { ActionView, TicketEditBody, TicketRow } from "../../console-api.ts";
import { Fact } from "../conversation/fact.tsx";
import { describeTrouble } from "../server/describe-trouble.ts";
import { useAnnouncer } from "../parts/announcer.tsx";
import { CloseIcon } from "../parts/icons.tsx";
import { useApi } from "../server/use-api.tsx";
import { useTexts } from "../texts/use-texts.tsx";
import { CATEGORIES, PRIORITIES } from "./categories.ts";

const MAX_TAGS = 20;
const MAX_TAG_LENGTH = 40;

interface EditFactsProps {
  readonly ticket: TicketRow;
  readonly isFixed: boolean;
  readonly onChanged: () => Promise<void>;
}

export function EditFacts({ ticket, isFixed, onChanged }: EditFactsProps) {
  const api = useApi();
  const { text } = useTexts();
  const { say } = useAnnouncer();
  const [edited, setEdited] = useState<TicketEditBody>({});
  const running = useRef(0);
  const former = useRef<Promise<void>>(Promise.resolve());
  const shown = { priority: ticket.priority, category: ticket.category, tags: ticket.tags, ...edited };
  const edit = (change: TicketEditBody) => {
    setEdited((before) => ({ ...before, ...change }));
    running.current += 1;
    // One after the other: the second change knows of the first, and must reach the server after it.
    former.current = former.current.then(async () => {
      const trouble = describeTrouble(await api.patch<ActionView>(`/tickets/${ticket.ticketId}`, change), text);
      if (trouble !== null) say(trouble, "bad");
      await onChanged();
      running.current -= 1;
      // What a later change has shown stays until that one is written, too.
      if (running.current === 0) setEdited({});
    });
  };
  if (isFixed)
    return (
      <>
        <Fact name={text("context.priority")}>{text(`priority.${shown.priority}`)}</Fact>
        <Fact name={text("context.category")}>{text(`category.${shown.category}`)}</Fact>
        <Fact name={text("context.tags")}>
          <Tags tags={shown.tags} />
        </Fact>
      </>
    );
  return (
    <>
      <Fact name={text("context.priority")}>
        <select
          className="fact-select"
          aria-label={text("context.priority")}
          value={shown.priority}
          onChange={(event) => {
            const priority = PRIORITIES.find((each) => each === event.currentTarget.value);
            if (priority !== undefined) edit({ priority });
          }}
        >
          {PRIORITIES.map((each) => (
            <option key={each} value={each}>
              {text(`priority.${each}`)}
            </option>
          ))}
        </select>
      </Fact>
      <Fact name={text("context.category")}>
        <select
          className="fact-select"
          aria-label={text("context.category")}
          value={shown.category}
          onChange={(event) => {
            const category = CATEGORIES.find((each) => each === event.currentTarget.value);
            if (category !== undefined) edit({ category });
          }}
        >
          {CATEGORIES.map((each) => (
            <option key={each} value={each}>
              {text(`category.${each}`)}
            </option>
          ))}
        </select>
      </Fact>
      <Fact name={text("context.tags")}>
        <Tags tags={shown.tags} onRemove={(tag) => edit({ tags: shown.tags.filter((each) => each !== tag) })} />
        {shown.tags.length >= MAX_TAGS ? null : (
          <NewTag onAdd={(tag) => edit({ tags: [...new Set([...shown.tags, tag])] })} />
        )}
      </Fact>
    </>
  );
}

function Tags({ tags, onRemove }: { readonly tags: readonly string[]; readonly onRemove?: (tag: string) => void }) {
  const { text } = useTexts();
  if (tags.length === 0) return onRemove === undefined ? <span className="muted">{text("context.noTags")}</span> : null;
  return (
    <ul className="tags">
      {tags.map((tag) => (
        <li key={tag} className="tag">
          <bdi>{tag}</bdi>
          {onRemove === undefined ? null : (
            <Button className="tag-remove" aria-label={text("tag.remove", { tag })} onPress={() => onRemove(tag)}>
              <CloseIcon />
            </Button>
          )}
        </li>
      ))}
    </ul>
  );
}

function NewTag({ onAdd }: { readonly onAdd: (tag: string) => void }) {
  const { text } = useTexts();
  const [tag, setTag] = useState("");
  const add = (event: FormEvent) => {
    event.preventDefault();
    const cleaned = tag.replace(/\s+/g, " ").trim();
    if (cleaned === "") return;
    setTag("");
    onAdd(cleaned);
  };
  return (
    <form className="new-tag" onSubmit={add}>
      <input
        type="text"
        dir={tag === "" ? undefined : "auto"}
        maxLength={MAX_TAG_LENGTH}
        aria-label={text("tag.add")}
        placeholder={text("tag.add")}
        value={tag}
        onChange={(event) => setTag(event.currentTarget.value)}
      />
    </form>
  );
}
