/** The form of a record, made from its fields; refusals are shown, malformed values at their field. */
import { Button, Group, NumberInput, PasswordInput, Select, SimpleGrid, Stack, Switch, TagsInput, Textarea, TextInput } from "@mantine/core";
import { useState } from "react";

import { browserZone } from "@/lib/dates";

import { faultsOf, ProblemNotice } from "./problem-notice";
import type { Field, FieldProps, Values } from "./record";
import { RecordMultiSelect, RecordSelect } from "./record-select";
import { InstantInput } from "./wall-time-input";

interface Props {
  fields: Field[];
  initial: Values;
  submit: string;
  onSubmit: (values: Values) => Promise<unknown>;
  onCancel?: (() => void) | undefined;
}

const EMPTY: Partial<Record<Field["kind"], unknown>> = {
  text: "",
  textarea: "",
  email: "",
  tel: "",
  password: "",
  tags: [],
  records: [],
  switch: false,
};

export const emptyValues = (fields: Field[]): Values =>
  Object.fromEntries(fields.map((field) => [field.name, field.initial ?? EMPTY[field.kind] ?? null]));

export function RecordForm({ fields, initial, submit, onSubmit, onCancel }: Props) {
  const [values, setValues] = useState<Values>(initial);
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const faults = faultsOf(error);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        setBusy(true);
        setError(null);
        onSubmit(values)
          .catch(setError)
          .finally(() => setBusy(false));
      }}
    >
      <Stack gap="sm">
        <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm" verticalSpacing="sm">
          {fields.filter((field) => field.when?.(values) ?? true).map((field) => (
            <div key={field.name} style={field.half ? undefined : { gridColumn: "1 / -1" }}>
              <FieldInput
                field={field}
                values={values}
                error={faults[field.name]}
                onChange={(value) => setValues((old) => ({ ...old, [field.name]: value }))}
              />
            </div>
          ))}
        </SimpleGrid>
        <ProblemNotice error={error} shown={fields.map((field) => field.name)} />
        <Group justify="flex-end">
          {onCancel && (
            <Button variant="default" onClick={onCancel}>
              Cancel
            </Button>
          )}
          <Button type="submit" loading={busy}>
            {submit}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function FieldInput({ field, values, error, onChange }: { field: Field; values: Values; error: string | undefined; onChange: (value: unknown) => void }) {
  const value = values[field.name];
  const common = { label: field.label, description: field.hint, error, required: field.required ?? false };
  const text = typeof value === "string" ? value : value === null || value === undefined ? "" : String(value);
  switch (field.kind) {
    case "textarea":
      return <Textarea {...common} value={text} onChange={(event) => onChange(event.currentTarget.value)} />;
    case "password":
      return <PasswordInput {...common} autoComplete="new-password" value={text} onChange={(event) => onChange(event.currentTarget.value)} />;
    case "text":
    case "email":
    case "tel":
    case "time":
      return <TextInput {...common} type={field.kind} value={text} onChange={(event) => onChange(event.currentTarget.value)} />;
    case "decimal":
      return (
        <TextInput
          {...common}
          inputMode="decimal"
          value={text}
          onChange={(event) => onChange(event.currentTarget.value.trim() === "" ? null : event.currentTarget.value.trim())}
        />
      );
    case "integer":
      return (
        <NumberInput
          {...common}
          allowDecimal={false}
          {...(field.min === undefined ? {} : { min: field.min })}
          {...(field.max === undefined ? {} : { max: field.max })}
          value={typeof value === "number" ? value : ""}
          onChange={(next) => onChange(typeof next === "number" ? next : null)}
        />
      );
    case "minutes":
      return (
        <NumberInput
          {...common}
          allowDecimal={false}
          min={1}
          suffix=" min"
          value={typeof value === "number" ? value / 60 : ""}
          onChange={(next) => onChange(typeof next === "number" ? next * 60 : null)}
        />
      );
    case "date":
      return <TextInput {...common} type="date" value={text} onChange={(event) => onChange(event.currentTarget.value || null)} />;
    case "datetime":
      return <InstantInput {...common} zone={field.zone ?? browserZone()} value={text || null} onChange={onChange} />;
    case "switch":
      return <Switch mt="xs" label={field.label} description={field.hint} checked={value === true} onChange={(event) => onChange(event.currentTarget.checked)} />;
    case "tags":
      return <TagsInput {...common} value={Array.isArray(value) ? (value as string[]) : []} onChange={onChange} splitChars={[",", " "]} />;
    case "select":
      return (
        <Select
          {...common}
          data={field.options}
          searchable={field.options.length > 10}
          clearable={!field.required}
          allowDeselect={!field.required}
          value={text || null}
          onChange={(next) => onChange(next !== null && field.numeric ? Number(next) : next)}
        />
      );
    case "record":
      return (
        <RecordSelect
          label={field.label}
          hint={field.hint}
          error={error}
          required={field.required ?? false}
          path={field.path}
          query={field.query?.(values) ?? {}}
          optionLabel={field.optionLabel}
          value={typeof value === "number" ? value : null}
          onChange={onChange}
        />
      );
    case "records":
      return (
        <RecordMultiSelect
          label={field.label}
          hint={field.hint}
          error={error}
          path={field.path}
          optionLabel={field.optionLabel}
          value={Array.isArray(value) ? (value as number[]) : []}
          onChange={onChange}
        />
      );
    case "custom":
      return field.render({ label: field.label, hint: field.hint, value, error, onChange, values } satisfies FieldProps);
  }
}
