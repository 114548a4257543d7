/** The days whose books are closed, the latest first. */
import { keepPreviousData, queryOptions } from "@tanstack/react-query";

import { get } from "@/api/client";
import type { Schemas } from "@/api/schemas";

export type Period = Schemas["PeriodOut"];

export const periodsQuery = (page: number) =>
  queryOptions({
    queryKey: ["periods", page],
    queryFn: ({ signal }) => get<Schemas["Periods"]>("/api/periods", { query: { page, page_size: 50 }, signal }),
    placeholderData: keepPreviousData,
  });
