import { useEffect, useId, useRef, useState } from "preact/hooks";

/** One line of the list under the field. */
export interface Option {
  key: string;
  /** What stands first and largest: a code, a name. */
  label: string;
  more: string;
  pick: () => void;
}

interface ComboboxProps {
  id: string;
  /** What the field shows while nobody types in it. */
  shown: string;
  /** What is left over from typing that was no choice. */
  unread: string | undefined;
  options: (text: string) => Option[];
  /** Called as one types; the list is not chosen from yet. */
  onText: (text: string) => void;
  /** Called when the field is left with a text that was not chosen from the list. */
  onLeave: (text: string) => void;
  describedBy: string;
  invalid: boolean;
  placeholder?: string;
  capitals?: boolean;
  prefilled: boolean;
  required?: boolean;
}

/** A text field with a list of what it may mean (ARIA combobox pattern, list autocomplete). */
export function Combobox(props: ComboboxProps) {
  const { id, shown, unread, options, onText, onLeave } = props;
  const [text, setText] = useState<string | undefined>(undefined);
  const [open, setOpen] = useState(false);
  const [at, setAt] = useState(0);
  const list = useId();
  const active = useRef<HTMLLIElement>(null);
  const found = open ? options(text ?? "") : [];
  const current = Math.min(at, found.length - 1);
  useEffect(() => active.current?.scrollIntoView({ block: "nearest" }), [current, open]);

  const choose = (option: Option) => {
    setText(undefined);
    setOpen(false);
    option.pick();
  };
  const leave = () => {
    setOpen(false);
    if (text !== undefined) onLeave(text);
    setText(undefined);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (!open) setOpen(true);
      else
        setAt(
          Math.max(0, Math.min(found.length - 1, current + (event.key === "ArrowDown" ? 1 : -1))),
        );
    } else if (event.key === "Enter" && found[current] !== undefined && text !== undefined) {
      event.preventDefault();
      choose(found[current]);
    } else if (event.key === "Escape" && open) {
      event.preventDefault();
      event.stopPropagation();
      setOpen(false);
    }
  };

  return (
    <div class="combobox">
      <input
        id={id}
        class={props.prefilled && text === undefined ? "input prefilled" : "input"}
        type="text"
        role="combobox"
        aria-autocomplete="list"
        aria-expanded={found.length > 0}
        aria-controls={list}
        aria-activedescendant={found.length > 0 ? `${list}-${current}` : undefined}
        aria-describedby={props.describedBy}
        aria-invalid={props.invalid}
        aria-required={props.required}
        autocomplete="off"
        autocapitalize={props.capitals ? "characters" : "words"}
        spellcheck={false}
        placeholder={props.placeholder}
        value={text ?? unread ?? shown}
        onInput={(event) => {
          setText(event.currentTarget.value);
          setAt(0);
          setOpen(true);
          onText(event.currentTarget.value);
        }}
        onFocus={(event) => event.currentTarget.select()}
        onClick={() => setOpen(true)}
        onBlur={leave}
        onKeyDown={onKeyDown}
      />
      <ul id={list} role="listbox" class="options" hidden={found.length === 0}>
        {found.map((option, i) => (
          <li
            key={option.key}
            id={`${list}-${i}`}
            role="option"
            aria-selected={i === current}
            ref={i === current ? active : null}
            // The field must not lose the focus before the click arrives.
            onPointerDown={(event) => event.preventDefault()}
            onClick={() => choose(option)}
          >
            <span class="option_code">{option.label}</span>
            <span class="option_more">{option.more}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}
