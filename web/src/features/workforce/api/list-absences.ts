/** Who is away, by start. */
import { queryOptions } from "@tanstack/react-query";

import { get, type Page, type Query } from "@/api/client";
import type { Schemas } from "@/api/schemas";

export type Absence = Schemas["AbsenceOut"];

export const absencesQuery = (query: Query) =>
  queryOptions({
    queryKey: ["absences", query],
    queryFn: ({ signal }) => get<Page<Absence>>("/api/absences", { query, signal }),
  });
