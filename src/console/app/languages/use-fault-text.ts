/** Why there is no translation, in the agent's words. */
import { useCallback } from "react";
import { useTexts } from "../texts/use-texts.tsx";

const KNOWN = ["budget", "too-long", "no-model"] as const;

export function useFaultText(): (reason: string) => string {
  const { text } = useTexts();
  return useCallback(
    (reason) => {
      const known = KNOWN.find((each) => each === reason);
      return text(`translation.fault.${known ?? "other"}`);
    },
    [text],
  );
}
