/** The routes of the office: everything behind sign-in, every screen loaded when it is first opened. */
import { Anchor, Loader, Stack, Text } from "@mantine/core";
import type { QueryClient } from "@tanstack/react-query";
import { createRootRouteWithContext, createRoute, createRouter, lazyRouteComponent, Link, redirect } from "@tanstack/react-router";

import { ProblemNotice } from "@/components/problem-notice";

import { Shell } from "./shell";

const rootRoute = createRootRouteWithContext<{ queryClient: QueryClient }>()({
  component: Shell,
  notFoundComponent: () => (
    <Stack p="xl" align="flex-start">
      <Text>There is no such page.</Text>
      <Anchor component={Link} to="/board">
        To the board
      </Anchor>
    </Stack>
  ),
});

const indexRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/",
  beforeLoad: () => {
    throw redirect({ to: "/board" });
  },
});

const boardRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/board",
  component: lazyRouteComponent(() => import("./board/board-screen"), "BoardScreen"),
});

const routeTree = rootRoute.addChildren([indexRoute, boardRoute]);

export const newRouter = (queryClient: QueryClient) =>
  createRouter({
    routeTree,
    basepath: "/office",
    context: { queryClient },
    defaultPendingComponent: () => <Loader m="xl" />,
    defaultErrorComponent: ({ error }) => (
      <Stack p="xl" align="flex-start">
        <ProblemNotice error={error} />
      </Stack>
    ),
  });
