/** Tags as small marks, each with its way out, and the field for one more. */
import { type FormEvent, useState } from "react";
import { Button } from "react-aria-components";
import { CloseIcon } from "../parts/icons.tsx";
import { MAX_TAG_LENGTH, tidyTag } from "../parts/fields/tags-input.tsx";
import { useTexts } from "../texts/use-texts.tsx";

interface TagsProps {
  readonly tags: readonly string[];
  readonly nameOf?: (tag: string) => string;
  readonly onRemove?: (tag: string) => void;
}

export function Tags({ tags, nameOf = (tag) => tag, onRemove }: TagsProps) {
  const { text } = useTexts();
  if (tags.length === 0) return onRemove === undefined ? <span className="muted">{text("context.noTags")}</span> : null;
  return (
    <ul className="tags">
      {tags.map((tag) => (
        <li key={tag} className="tag">
          <bdi>{nameOf(tag)}</bdi>
          {onRemove === undefined ? null : (
            <TagRemove label={text("tag.remove", { tag: nameOf(tag) })} onPress={() => onRemove(tag)} />
          )}
        </li>
      ))}
    </ul>
  );
}

export function TagRemove({ label, onPress }: { readonly label: string; readonly onPress: () => void }) {
  return (
    <Button className="tag-remove" aria-label={label} onPress={onPress}>
      <CloseIcon />
    </Button>
  );
}

export function NewTag({ label, onAdd }: { readonly label: string; readonly onAdd: (tag: string) => void }) {
  const [tag, setTag] = useState("");
  const add = (event: FormEvent) => {
    event.preventDefault();
    const cleaned = tidyTag(tag);
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
