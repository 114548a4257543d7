/** Which arrival windows are offered for the one visit of a link. Nothing happens by looking. */
import { queryOptions } from "@tanstack/react-query";

import { post } from "@/api/client";
import type { Schemas } from "@/api/schemas";

export const rebookQuery = (token: string) =>
  queryOptions({
    queryKey: ["portal", "rebook", token],
    queryFn: ({ signal }) => post<Schemas["PublicRebooking"]>("/api/portal/rebook/open", { body: { token }, signal }),
    retry: false,
    refetchOnWindowFocus: false,
  });
