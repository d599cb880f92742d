/** Tags as small marks, each with its way out, and the field for one more. */
import { type FormEvent, useState } from "react";
import { Button } from "react-aria-components";
import { CloseIcon } from "../parts/icons.tsx";
import { useTexts } from "../texts/use-texts.tsx";

const MAX_TAG_LENGTH = 40;

export function Tags({
  tags,
  onRemove,
}: {
  readonly tags: readonly string[];
  readonly onRemove?: (tag: string) => void;
}) {
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

export function NewTag({ label, onAdd }: { readonly label: string; readonly onAdd: (tag: string) => void }) {
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
        aria-label={label}
        placeholder={label}
        value={tag}
        onChange={(event) => setTag(event.currentTarget.value)}
      />
    </form>
  );
}
