/** One query cache for a door: data is fresh for half a minute, refusals are not retried. */
import { QueryClient } from "@tanstack/react-query";

export const newQueryClient = (): QueryClient =>
  new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 30_000,
        retry: (count, error) => count < 2 && (error as { code?: string }).code === "unreachable",
      },
      mutations: { retry: false },
    },
  });
