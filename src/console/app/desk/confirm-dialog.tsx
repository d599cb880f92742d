/** Asks once before something is done to somebody. */
import { Button, Dialog, Heading, Modal, ModalOverlay } from "react-aria-components";
import { useTexts } from "../texts/use-texts.tsx";

export interface Question {
  readonly title: string;
  readonly body: string;
  readonly action: string;
  readonly run: () => void;
}

export function ConfirmDialog({ asked, onClose }: { readonly asked: Question | null; readonly onClose: () => void }) {
  const { text } = useTexts();
  return (
    <ModalOverlay
      className="overlay"
      isOpen={asked !== null}
      onOpenChange={(isOpen) => (isOpen ? undefined : onClose())}
      isDismissable
    >
      <Modal className="modal">
        <Dialog className="dialog stack" role="alertdialog">
          <Heading slot="title">{asked?.title}</Heading>
          <p>{asked?.body}</p>
          <div className="actions">
            <Button className="button" autoFocus onPress={onClose}>
              {text("action.cancel")}
            </Button>
            <Button
              className="button button-bad"
              onPress={() => {
                onClose();
                asked?.run();
              }}
            >
              {asked?.action}
            </Button>
          </div>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
