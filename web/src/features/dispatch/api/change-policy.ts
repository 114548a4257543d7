/** The company's policy: here, when visits go to the phones. */
import { queryOptions } from "@tanstack/react-query";

import { get, patch } from "@/api/client";
import type { Schemas } from "@/api/schemas";

export type Policy = Schemas["PolicyOut"];

export const policyQuery = queryOptions({
  queryKey: ["dispatch-policy"],
  queryFn: ({ signal }) => get<Policy>("/api/dispatch-policy", { signal }),
});

export const changePolicy = (body: Partial<Schemas["PolicyChange"]>): Promise<Policy> => patch<Policy>("/api/dispatch-policy", { body });
