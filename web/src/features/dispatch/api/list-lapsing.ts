/** The certificates that lapse soon, with the planned visits each would hit. */
import { queryOptions } from "@tanstack/react-query";

import { get } from "@/api/client";
import type { Schemas } from "@/api/schemas";

export const lapsingQuery = queryOptions({
  queryKey: ["certifications", "lapsing"],
  queryFn: ({ signal }) => get<Schemas["Lapsings"]>("/api/lapsing-certifications", { query: { within_days: 60, page_size: 200 }, signal }),
});
