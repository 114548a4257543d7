/** What a list and a form must know of one kind of record; the screens are made from it. */
import type { ReactNode } from "react";

export interface Stored {
  id: number;
  version?: number;
  archived_at?: string | null;
}

export type Values = Record<string, unknown>;

export interface Column<Row> {
  label: string;
  render: (row: Row) => ReactNode;
  width?: number | string;
  align?: "right";
}

interface Base {
  name: string;
  label: string;
  hint?: string;
  required?: boolean;
  /** Asked only when the record is made. */
  once?: boolean;
  /** Asked only when the record is changed. */
  later?: boolean;
  /** Takes half of the form's width. */
  half?: boolean;
  /** Asked only while the other values make it meaningful. */
  when?: (values: Values) => boolean;
  /** What an empty form begins with. */
  initial?: unknown;
}

export interface Option {
  value: string;
  label: string;
}

export type Field = Base &
  (
    | { kind: "text" | "textarea" | "email" | "tel" | "decimal" | "date" | "time" | "switch" | "tags" | "password" }
    /** Typed on the clock of a place; without a zone, of this browser. */
    | { kind: "datetime"; zone?: string }
    | { kind: "integer"; min?: number; max?: number }
    /** Shown in minutes, kept in seconds. */
    | { kind: "minutes" }
    | { kind: "select"; options: Option[]; numeric?: boolean }
    /** Another record by its id. */
    | { kind: "record"; path: string; query?: (values: Values) => Record<string, string | number | undefined>; optionLabel: (row: Values) => string }
    | { kind: "records"; path: string; optionLabel: (row: Values) => string }
    | { kind: "custom"; render: (props: FieldProps) => ReactNode }
  );

export interface FieldProps {
  label: string;
  hint: string | undefined;
  value: unknown;
  error: string | undefined;
  onChange: (value: unknown) => void;
  values: Values;
}

export interface RecordKind<Row extends Stored> {
  /** "customer" */
  one: string;
  /** "customers" */
  many: string;
  path: string;
  writers: "dispatch" | "money" | "admin";
  name: (row: Row) => string;
  columns: Column<Row>[];
  fields: Field[];
  /** The record as the form's values; by default its own fields. */
  toValues?: (row: Row) => Values;
  /** Where a change is sent; by default the record's own address. */
  changePath?: (row: Row) => string;
  /** The last change wins: the server keeps no version to compare with. */
  unversioned?: boolean;
  searchable: boolean;
  /** Where the list is had as a file, with the same filters. */
  file?: string;
  archivable: boolean;
  /** It is taken away for good instead of archived. */
  removable?: boolean;
  /** What else is asked of a record that is there, below its form. */
  beside?: (row: Row) => ReactNode;
  /** What to say when there is none yet. */
  empty: string;
}

/** What differs from before: the body of a change. */
export function changed(before: Values, after: Values): Values {
  return Object.fromEntries(
    Object.entries(after).filter(([name, value]) => JSON.stringify(value ?? null) !== JSON.stringify(before[name] ?? null)),
  );
}
