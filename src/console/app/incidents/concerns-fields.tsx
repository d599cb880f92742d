/** Whom it concerns: what tickets are about, countries, words; of each list one is enough, and all lists must hold. */
import { useMemo, useState } from "react";
import { Button, ComboBox, Input, Label, ListBox, ListBoxItem, Popover } from "react-aria-components";
import type { IncidentMatch } from "../../../contracts/incident.ts";
import { TICKET_CATEGORIES } from "../../../contracts/ticket.ts";
import { ChevronIcon, CloseIcon } from "../parts/icons.tsx";
import { useTexts } from "../texts/use-texts.tsx";
import { listCountries, nameCountry } from "./countries.ts";

interface ConcernsFieldsProps {
  readonly match: IncidentMatch;
  readonly onChange: (match: IncidentMatch) => void;
}

export function ConcernsFields({ match, onChange }: ConcernsFieldsProps) {
  const { text } = useTexts();
  return (
    <fieldset className="fieldset incident-concerns">
      <legend>{text("incidents.concerns")}</legend>
      <p className="muted small">{text("incidents.concernsLead")}</p>
      <Countries places={match.places} onChange={(places) => onChange({ ...match, places })} />
      <Words words={match.words} onChange={(words) => onChange({ ...match, words })} />
      <fieldset className="incident-categories">
        <legend>{text("incidents.categories")}</legend>
        {TICKET_CATEGORIES.map((each) => (
          <label key={each} className="option">
            <input
              type="checkbox"
              checked={match.categories.includes(each)}
              onChange={(event) =>
                onChange({
                  ...match,
                  categories: event.currentTarget.checked
                    ? [...match.categories, each]
                    : match.categories.filter((other) => other !== each),
                })
              }
            />
            <span>{text(`category.${each}`)}</span>
          </label>
        ))}
      </fieldset>
    </fieldset>
  );
}

interface CountriesProps {
  readonly places: readonly string[];
  readonly onChange: (places: readonly string[]) => void;
}

function Countries({ places, onChange }: CountriesProps) {
  const { language, text } = useTexts();
  const [typed, setTyped] = useState("");
  const countries = useMemo(() => listCountries(language), [language]);
  const offered = countries.filter(({ code }) => !places.includes(code)).map((each) => ({ ...each, id: each.code }));
  return (
    <div className="stack incident-chips-field">
      <ComboBox
        className="field"
        defaultItems={offered}
        inputValue={typed}
        selectedKey={null}
        menuTrigger="focus"
        onInputChange={setTyped}
        onSelectionChange={(code) => {
          if (code === null) return;
          onChange([...places, String(code)]);
          setTyped("");
        }}
      >
        <Label>{text("incidents.places")}</Label>
        <div className="incident-combo">
          <Input placeholder={text("incidents.placesHint")} />
          <Button className="button-icon">
            <ChevronIcon />
          </Button>
        </div>
        <Popover className="popover incident-popover">
          <ListBox<(typeof offered)[number]> className="menu">
            {({ code, name }) => (
              <ListBoxItem id={code} className="menu-item" textValue={`${name} ${code}`}>
                <span className="menu-label">{name}</span>
                <bdi dir="ltr" className="muted small">
                  {code}
                </bdi>
              </ListBoxItem>
            )}
          </ListBox>
        </Popover>
      </ComboBox>
      <Chips
        label={text("incidents.places")}
        values={places}
        nameOf={(code) => nameCountry(code, language)}
        onRemove={(code) => onChange(places.filter((each) => each !== code))}
      />
    </div>
  );
}

interface WordsProps {
  readonly words: readonly string[];
  readonly onChange: (words: readonly string[]) => void;
}

/** Taken with Enter, with a comma, and when one goes on to the next field. */
function Words({ words, onChange }: WordsProps) {
  const { text } = useTexts();
  const [typed, setTyped] = useState("");
  const take = () => {
    const added = typed
      .split(/[,،、，]/u)
      .map((each) => each.trim().toLowerCase().slice(0, 60))
      .filter((each) => each.length >= 2);
    setTyped("");
    if (added.length > 0) onChange([...new Set([...words, ...added])].slice(0, 50));
  };
  return (
    <div className="stack incident-chips-field">
      <div className="field">
        <label htmlFor="incident-words">{text("incidents.words")}</label>
        <input
          id="incident-words"
          dir={typed === "" ? undefined : "auto"}
          aria-describedby="incident-words-hint"
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
          onBlur={take}
          onKeyDown={(event) => {
            if (event.nativeEvent.isComposing || event.key !== "Enter") return;
            event.preventDefault();
            take();
          }}
        />
        <p id="incident-words-hint" className="muted">
          {text("incidents.wordsHint")}
        </p>
      </div>
      <Chips
        label={text("incidents.words")}
        values={words}
        nameOf={(word) => word}
        onRemove={(word) => onChange(words.filter((each) => each !== word))}
      />
    </div>
  );
}

interface ChipsProps {
  readonly label: string;
  readonly values: readonly string[];
  readonly nameOf: (value: string) => string;
  readonly onRemove: (value: string) => void;
}

function Chips({ label, values, nameOf, onRemove }: ChipsProps) {
  const { text } = useTexts();
  if (values.length === 0) return null;
  return (
    <ul className="chips" aria-label={label}>
      {values.map((value) => (
        <li key={value} className="chip">
          <bdi>{nameOf(value)}</bdi>
          <Button
            className="button-icon"
            aria-label={text("incidents.takeAway", { name: nameOf(value) })}
            onPress={() => onRemove(value)}
          >
            <CloseIcon />
          </Button>
        </li>
      ))}
    </ul>
  );
}
