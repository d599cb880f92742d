/** Begins an article: its key, which is the same in every language and never changes, and the language to write first. */
import { useState } from "react";
import { Button, Dialog, DialogTrigger, Heading, Modal, ModalOverlay } from "react-aria-components";
import type { Language } from "../../../contracts/language.ts";
import { nameLanguage } from "../parts/format-time.ts";
import { SelectOne } from "../parts/fields/select-one.tsx";
import { moveTo } from "../parts/use-path.ts";
import { useTexts } from "../texts/use-texts.tsx";
import { knowledgeAddress } from "./use-knowledge-route.ts";

const KEY = /^[a-z0-9][a-z0-9-]{0,59}$/;

export function NewArticle({ languages }: { readonly languages: readonly Language[] }) {
  const { text } = useTexts();
  return (
    <DialogTrigger>
      <Button className="button button-accent">{text("knowledge.new")}</Button>
      <ModalOverlay className="overlay" isDismissable>
        <Modal className="modal">
          <Dialog className="dialog">{({ close }) => <NewForm languages={languages} close={close} />}</Dialog>
        </Modal>
      </ModalOverlay>
    </DialogTrigger>
  );
}

function NewForm({ languages, close }: { readonly languages: readonly Language[]; readonly close: () => void }) {
  const { language, text } = useTexts();
  const [articleKey, setKey] = useState("");
  const [first, setFirst] = useState(() => languages.find((each) => each === language) ?? languages[0] ?? "en");
  const isUsable = KEY.test(articleKey);
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        if (!isUsable) return;
        close();
        moveTo(knowledgeAddress({ kind: "article", articleKey, language: first }));
      }}
    >
      <Heading slot="title">{text("knowledge.new")}</Heading>
      <div className="field">
        <label htmlFor="new-key">{text("knowledge.key")}</label>
        <input
          id="new-key"
          dir="ltr"
          value={articleKey}
          aria-describedby="new-key-hint"
          onChange={(event) => setKey(event.currentTarget.value.toLowerCase().replace(/\s+/gu, "-"))}
        />
        <p id="new-key-hint" className="muted">
          {text("knowledge.keyHint")}
        </p>
      </div>
      <div className="field">
        <label htmlFor="new-language">{text("knowledge.firstLanguage")}</label>
        <SelectOne
          id="new-language"
          values={languages}
          value={first}
          nameOf={(each) => nameLanguage(each, language)}
          onChange={setFirst}
        />
      </div>
      <div className="actions">
        <Button className="button" onPress={close}>
          {text("action.cancel")}
        </Button>
        <Button type="submit" className="button button-accent" isDisabled={!isUsable}>
          {text("knowledge.begin")}
        </Button>
      </div>
    </form>
  );
}
