/** When a technician really was there, by day. */
import { queryOptions } from "@tanstack/react-query";

import { get } from "@/api/client";
import type { Schemas } from "@/api/schemas";

export const timesheetQuery = (technicianId: number, span: { from_on: string; to_on: string }) =>
  queryOptions({
    queryKey: ["timesheet", technicianId, span],
    queryFn: ({ signal }) => get<Schemas["Timesheet"]>("/api/technicians/{id}/timesheet", { path: { id: technicianId }, query: span, signal }),
    staleTime: 10_000,
  });
