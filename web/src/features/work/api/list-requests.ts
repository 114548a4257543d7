/** What was asked for, the latest first. */
import { keepPreviousData, queryOptions } from "@tanstack/react-query";

import { get, type Page, type Query } from "@/api/client";
import type { Schemas } from "@/api/schemas";

export type ServiceRequest = Schemas["RequestOut"];

export const requestsQuery = (query: Query) =>
  queryOptions({
    queryKey: ["requests", "list", query],
    queryFn: ({ signal }) => get<Page<ServiceRequest>>("/api/requests", { query, signal }),
    placeholderData: keepPreviousData,
    staleTime: 5_000,
  });

export const requestQuery = (id: number) =>
  queryOptions({
    queryKey: ["requests", id],
    queryFn: ({ signal }) => get<ServiceRequest>("/api/requests/{id}", { path: { id }, signal }),
  });
