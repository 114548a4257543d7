/** Large plain parts for thumbs and gloves: nothing smaller than 56 px to hit. */
import { type ButtonHTMLAttributes, type InputHTMLAttributes, type ReactNode, type TextareaHTMLAttributes, useId } from "react";

import { asProblem } from "@/api/problem";

import styles from "./kit.module.css";

export type Tone = "plain" | "primary" | "danger" | "quiet";

export function Button({
  tone = "plain",
  icon,
  chosen,
  left = false,
  children,
  ...rest
}: ButtonHTMLAttributes<HTMLButtonElement> & { tone?: Tone; icon?: ReactNode; chosen?: boolean; left?: boolean }) {
  return (
    <button
      type="button"
      className={styles.button}
      data-tone={tone}
      data-chosen={chosen}
      data-left={left}
      aria-pressed={chosen}
      {...rest}
    >
      {icon && (
        <span className={styles.icon} aria-hidden="true">
          {icon}
        </span>
      )}
      {children}
    </button>
  );
}

/** The look of a button for what is a link (`tel:`, a map, another page). */
export const buttonClass = styles.button;

export function Card({ title, aside, children, label }: { title?: ReactNode; aside?: ReactNode; children?: ReactNode; label?: string }) {
  return (
    <section className={styles.card} aria-label={label}>
      {title && (
        <div className={styles.cardTitle}>
          <h2>{title}</h2>
          {aside}
        </div>
      )}
      {children}
    </section>
  );
}

export type NoticeTone = "plain" | "good" | "warn" | "danger";

export function Notice({ tone = "plain", title, children, onTap }: { tone?: NoticeTone; title?: ReactNode; children?: ReactNode; onTap?: () => void }) {
  const content = (
    <>
      {title && <strong>{title}</strong>}
      {children}
    </>
  );
  if (onTap)
    return (
      <button type="button" className={styles.notice} data-tone={tone} onClick={onTap}>
        {content}
      </button>
    );
  return (
    <div className={styles.notice} data-tone={tone} role={tone === "danger" ? "alert" : undefined}>
      {content}
    </div>
  );
}

/** A refusal in words: what happened and what to do. */
export function Refused({ error }: { error: unknown }) {
  if (!error) return null;
  const problem = asProblem(error);
  return (
    <Notice tone="danger" title={problem.title}>
      {problem.message} {problem.whatToDo}
    </Notice>
  );
}

interface FieldFacts {
  label: string;
  hint?: string;
  fault?: string | null;
}

function Field({ label, hint, fault, id, children }: FieldFacts & { id: string; children: ReactNode }) {
  return (
    <div className={styles.field}>
      <label className={styles.fieldLabel} htmlFor={id}>
        {label}
      </label>
      {hint && <span className={styles.fieldHint}>{hint}</span>}
      {children}
      {fault && (
        <span className={styles.fieldFault} id={`${id}-fault`}>
          {fault}
        </span>
      )}
    </div>
  );
}

export function TextField({ label, hint, fault, ...rest }: FieldFacts & InputHTMLAttributes<HTMLInputElement>) {
  const id = useId();
  return (
    <Field label={label} hint={hint} fault={fault} id={id}>
      <input
        id={id}
        className={styles.input}
        aria-invalid={Boolean(fault)}
        aria-describedby={fault ? `${id}-fault` : undefined}
        {...rest}
      />
    </Field>
  );
}

export function TextArea({ label, hint, fault, ...rest }: FieldFacts & TextareaHTMLAttributes<HTMLTextAreaElement>) {
  const id = useId();
  return (
    <Field label={label} hint={hint} fault={fault} id={id}>
      <textarea
        id={id}
        className={styles.input}
        aria-invalid={Boolean(fault)}
        aria-describedby={fault ? `${id}-fault` : undefined}
        {...rest}
      />
    </Field>
  );
}

/** A question whose few answers are buttons. */
export function Choices<Value extends string>({
  label,
  options,
  value,
  onChoose,
  across = false,
}: {
  label: string;
  options: readonly { value: Value; label: string; icon?: ReactNode }[];
  value: Value | null;
  onChoose: (value: Value) => void;
  across?: boolean;
}) {
  return (
    <fieldset>
      <legend className={styles.fieldLabel}>{label}</legend>
      <div className={styles.choices} data-across={across}>
        {options.map((option) => (
          <Button key={option.value} icon={option.icon} chosen={option.value === value} onClick={() => onChoose(option.value)}>
            {option.label}
          </Button>
        ))}
      </div>
    </fieldset>
  );
}

/** A number by two large buttons instead of a keyboard. */
export function Stepper({
  label,
  value,
  step,
  least,
  show,
  onChange,
}: {
  label: string;
  value: number;
  step: number;
  least: number;
  show: (value: number) => string;
  onChange: (value: number) => void;
}) {
  return (
    <fieldset>
      <legend className={styles.fieldLabel}>{label}</legend>
      <div className={styles.stepper}>
        <Button aria-label="Less" disabled={value - step < least} onClick={() => onChange(value - step)}>
          −
        </Button>
        <output className={styles.stepperValue}>{show(value)}</output>
        <Button aria-label="More" onClick={() => onChange(value + step)}>
          +
        </Button>
      </div>
    </fieldset>
  );
}

export function Stack({ children }: { children: ReactNode }) {
  return <div className={styles.stack}>{children}</div>;
}

export function Quiet({ children, small = false }: { children: ReactNode; small?: boolean }) {
  return <p className={small ? `${styles.quiet} ${styles.small}` : styles.quiet}>{children}</p>;
}

/** A state in a word and an icon, coloured by `data-status`. */
export function Chip({ status = "none", icon, children }: { status?: string; icon?: ReactNode; children: ReactNode }) {
  return (
    <span className={styles.chip} data-status={status}>
      {icon && (
        <span className={styles.chipIcon} aria-hidden="true">
          {icon}
        </span>
      )}
      <span>{children}</span>
    </span>
  );
}
