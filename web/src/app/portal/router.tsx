/** The routes of the portal. */
import { Text } from "@mantine/core";
import type { QueryClient } from "@tanstack/react-query";
import { createRootRouteWithContext, createRouter } from "@tanstack/react-router";

const rootRoute = createRootRouteWithContext<{ queryClient: QueryClient }>()({
  notFoundComponent: () => <Text p="md">This page does not exist. Use the link you were sent.</Text>,
});

export const newRouter = (queryClient: QueryClient) =>
  createRouter({ routeTree: rootRoute, basepath: "/portal", context: { queryClient } });
