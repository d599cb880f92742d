/** What every group of the desk's settings is given. */
import type { DeskSettings } from "../../../contracts/desk.ts";

export interface SettingFieldsProps {
  readonly settings: DeskSettings;
  readonly onChange: (changed: Partial<DeskSettings>) => void;
}
