/** How the people at the desk work, how a case ends, and what makes one more urgent. */
import { SelectOne } from "../parts/fields/select-one.tsx";
import { TagsInput } from "../parts/fields/tags-input.tsx";
import { useTexts } from "../texts/use-texts.tsx";
import { HighOrders } from "./high-orders.tsx";
import { LIMITS, type NumberName } from "./find-faults.ts";
import { NumberField } from "./number-field.tsx";
import type { SettingFieldsProps } from "./setting-fields.ts";

const MAX_VIP_TAGS = 20;
const BAD_SCORE = ["reopen", "alert"] as const;

export function WorkFields({ settings, onChange }: SettingFieldsProps) {
  const { text } = useTexts();
  return (
    <fieldset className="fieldset">
      <legend>{text("deskSettings.work")}</legend>
      <Numbers
        names={["capacity", "awayAfterSeconds", "returnAfterMinutes", "placeAfterSeconds"]}
        {...{ settings, onChange }}
      />
    </fieldset>
  );
}

export function EndFields({ settings, onChange }: SettingFieldsProps) {
  const { text } = useTexts();
  return (
    <fieldset className="fieldset">
      <legend>{text("deskSettings.ends")}</legend>
      <Numbers
        names={["resolveSilentAfterHours", "closeAfterHours", "scoreAfterMinutes", "followUpHours"]}
        {...{ settings, onChange }}
      />
      <div className="setting-line">
        <label htmlFor="desk-bad-score">{text("deskSettings.badScore")}</label>
        <SelectOne
          id="desk-bad-score"
          values={BAD_SCORE}
          value={settings.badScore}
          nameOf={(each) => text(`deskSettings.badScore.${each}`)}
          onChange={(badScore) => onChange({ badScore })}
        />
      </div>
    </fieldset>
  );
}

export function StakeFields({ settings, onChange }: SettingFieldsProps) {
  const { text } = useTexts();
  return (
    <fieldset className="fieldset">
      <legend>{text("deskSettings.stakes")}</legend>
      <HighOrders settings={settings} onChange={onChange} />
      <label className="field">
        <span>{text("deskSettings.vipTags")}</span>
        <TagsInput max={MAX_VIP_TAGS} tags={settings.vipTags} onChange={(vipTags) => onChange({ vipTags })} />
      </label>
      <Numbers names={["repeatWithinDays", "frequentCases", "frequentWithinDays"]} {...{ settings, onChange }} />
    </fieldset>
  );
}

/** For these "never" is an answer, and this is what comes instead of it. */
const USUAL: Readonly<Partial<Record<NumberName, number>>> = {
  resolveSilentAfterHours: 72,
  placeAfterSeconds: 2,
  scoreAfterMinutes: 5,
  followUpHours: 72,
};

function Numbers({ names, settings, onChange }: SettingFieldsProps & { readonly names: readonly NumberName[] }) {
  const { text } = useTexts();
  return names.map((name) => (
    <NumberField
      key={name}
      label={text(`deskSettings.${name}`)}
      value={settings[name]}
      min={LIMITS[name][0]}
      max={LIMITS[name][1]}
      usual={USUAL[name]}
      onChange={(value) => onChange({ [name]: value })}
    />
  ));
}
