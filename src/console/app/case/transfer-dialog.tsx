/** To whom the case goes: those who are there first. */
import { type Pick, PickDialog } from "../desk/pick-dialog.tsx";
import { useColleagues } from "../desk/use-colleagues.ts";
import { mayDo } from "../session/may-do.ts";
import { useTexts } from "../texts/use-texts.tsx";

interface TransferDialogProps {
  readonly isOpen: boolean;
  readonly onOpenChange: (isOpen: boolean) => void;
  readonly onTransfer: (colleague: { readonly agentId: string; readonly name: string }) => void;
}

export function TransferDialog({ isOpen, onOpenChange, onTransfer }: TransferDialogProps) {
  const { text } = useTexts();
  const colleagues = useColleagues(isOpen).filter((each) => mayDo(each, "tickets:work"));
  const sorted = colleagues.toSorted((one, other) => rank(one.availability) - rank(other.availability));
  const picks: readonly Pick[] = sorted.map((colleague) => ({
    pickId: colleague.agentId,
    label: colleague.name,
    detail: text(`desk.${colleague.availability}`),
    run: () => onTransfer(colleague),
  }));
  return <PickDialog title={text("transfer.title")} picks={picks} isOpen={isOpen} onOpenChange={onOpenChange} />;
}

function rank(availability: "available" | "away"): number {
  return availability === "available" ? 0 : 1;
}
