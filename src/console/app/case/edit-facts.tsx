/** How a case is filed: priority, category, tags. Each change is written at once and shown when the server has it. */
import { TICKET_CATEGORIES, TICKET_PRIORITIES } from "../../../contracts/ticket.ts";
import type { ActionView, TicketEditBody, TicketRow } from "../../console-api.ts";
import { Fact } from "../conversation/fact.tsx";
import { describeTrouble } from "../server/describe-trouble.ts";
import { useAnnouncer } from "../parts/announcer.tsx";
import { SelectOne } from "../parts/fields/select-one.tsx";
import { useAhead } from "../server/use-ahead.ts";
import { useApi } from "../server/use-api.tsx";
import { useTexts } from "../texts/use-texts.tsx";
import { NewTag, Tags } from "./tags.tsx";

const MAX_TAGS = 20;

interface EditFactsProps {
  readonly ticket: TicketRow;
  readonly isFixed: boolean;
  readonly onChanged: () => Promise<void>;
}

export function EditFacts({ ticket, isFixed, onChanged }: EditFactsProps) {
  const api = useApi();
  const { text } = useTexts();
  const { say } = useAnnouncer();
  const { ahead, write } = useAhead<TicketEditBody>();
  const shown = { priority: ticket.priority, category: ticket.category, tags: ticket.tags, ...ahead };
  const edit = (change: TicketEditBody) =>
    write(change, async () => {
      const trouble = describeTrouble(await api.patch<ActionView>(`/tickets/${ticket.ticketId}`, change), text);
      if (trouble !== null) say(trouble, "bad");
      await onChanged();
    });
  return (
    <>
      <FactChoice
        name={text("context.priority")}
        values={TICKET_PRIORITIES}
        value={shown.priority}
        nameOf={(each) => text(`priority.${each}`)}
        isFixed={isFixed}
        onChange={(priority) => edit({ priority })}
      />
      <FactChoice
        name={text("context.category")}
        values={TICKET_CATEGORIES}
        value={shown.category}
        nameOf={(each) => text(`category.${each}`)}
        isFixed={isFixed}
        onChange={(category) => edit({ category })}
      />
      <Fact name={text("context.tags")}>
        {isFixed ? (
          <Tags tags={shown.tags} />
        ) : (
          <>
            <Tags tags={shown.tags} onRemove={(tag) => edit({ tags: shown.tags.filter((each) => each !== tag) })} />
            {shown.tags.length >= MAX_TAGS ? null : (
              <NewTag label={text("tag.add")} onAdd={(tag) => edit({ tags: [...new Set([...shown.tags, tag])] })} />
            )}
          </>
        )}
      </Fact>
    </>
  );
}

interface FactChoiceProps<Value extends string> {
  readonly name: string;
  readonly values: readonly Value[];
  readonly value: Value;
  readonly nameOf: (value: Value) => string;
  readonly isFixed: boolean;
  readonly onChange: (value: Value) => void;
}

function FactChoice<Value extends string>({ name, values, value, nameOf, isFixed, onChange }: FactChoiceProps<Value>) {
  if (isFixed) return <Fact name={name}>{nameOf(value)}</Fact>;
  return (
    <Fact name={name}>
      <SelectOne className="fact-select" aria-label={name} {...{ values, value, nameOf, onChange }} />
    </Fact>
  );
}
