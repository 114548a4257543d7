/** Whose link this is, without opening it and without a word of the job behind it. */
import { queryOptions } from "@tanstack/react-query";

import { post } from "@/api/client";

export const linkQuery = (token: string) =>
  queryOptions({
    queryKey: ["portal", "link", token],
    queryFn: () => post<{ company: { name: string } }>("/api/portal/links/look", { body: { token } }),
    staleTime: Infinity,
  });
