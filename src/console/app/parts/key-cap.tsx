/** A key as it looks on a keyboard, and sentences that have keys in them. */
import { Fragment } from "react";
import { type TextName, useTexts } from "../texts/use-texts.tsx";

export function KeyCap({ name }: { readonly name: string }) {
  return <kbd dir="ltr">{name}</kbd>;
}

/** The text with each value shown as a key; the order of the words stays the translator's. */
export function TextWithKeys({
  name,
  keys,
}: {
  readonly name: TextName;
  readonly keys: Readonly<Record<string, string>>;
}) {
  const { text } = useTexts();
  // U+FFFC stands where an object goes; no translation contains it.
  const marked = Object.fromEntries(Object.entries(keys).map(([slot, key]) => [slot, `\uFFFC${key}\uFFFC`]));
  return text(name, marked)
    .split("\uFFFC")
    .map((part, at) => <Fragment key={`${at}-${part}`}>{at % 2 === 1 ? <KeyCap name={part} /> : part}</Fragment>);
}
