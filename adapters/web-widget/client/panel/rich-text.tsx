/** Draws a text of ours: text nodes and a few elements, never markup from outside. */
import { type AllowLink, type Inline, readText } from "./read-text.ts";

export interface RichTextParts {
  readonly text: string;
  readonly allowLink: AllowLink;
  /** Opens the source of that number in place; undefined for a number without a source. */
  readonly openSource: (number: number) => (() => void) | undefined;
}

export function RichText(parts: RichTextParts) {
  return (
    <>
      {readText(parts.text, parts.allowLink).map((block) => {
        if (block.kind === "paragraph") {
          return <p dir="auto">{block.inlines.map((inline) => drawInline(inline, parts))}</p>;
        }
        const items = block.items.map((item) => <li dir="auto">{item.map((inline) => drawInline(inline, parts))}</li>);
        return block.isNumbered ? <ol>{items}</ol> : <ul>{items}</ul>;
      })}
    </>
  );
}

function drawInline(inline: Inline, parts: RichTextParts) {
  switch (inline.kind) {
    case "text":
      return inline.text;
    case "bold":
      return <strong>{inline.text}</strong>;
    case "code":
      return <code>{inline.text}</code>;
    case "link":
      return <SafeLink url={inline.url} text={inline.text} />;
    case "citation": {
      const open = parts.openSource(inline.number);
      if (!open) return `[${inline.number}]${inline.after}`;
      return (
        <span class="unbroken">
          <button type="button" class="mark" onClick={open}>
            {inline.number}
          </button>
          {inline.after}
        </span>
      );
    }
  }
}

/** The caller has asked `allowLink`. */
export function SafeLink({ url, text }: { url: string; text: string }) {
  return (
    <a href={url} target="_blank" rel="noopener noreferrer nofollow">
      {text}
    </a>
  );
}
