/** What was said to customers, the newest first. */
import { queryOptions } from "@tanstack/react-query";

import { get, type Page } from "@/api/client";
import type { Schemas } from "@/api/schemas";

export type Message = Schemas["MessageOut"];

interface Filter {
  work_order_id?: number;
  status?: Message["status"] | undefined;
  kind?: Message["kind"];
  page?: number;
  page_size?: number;
}

export const messagesQuery = (filter: Filter) =>
  queryOptions({
    queryKey: ["messages", filter],
    queryFn: ({ signal }) => get<Page<Message>>("/api/messages", { query: { ...filter }, signal }),
    refetchInterval: 10_000,
  });
