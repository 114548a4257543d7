/** The routes of the office: everything behind sign-in. */
import { Text } from "@mantine/core";
import { type QueryClient, useQuery } from "@tanstack/react-query";
import { createRootRouteWithContext, createRouter, Outlet } from "@tanstack/react-router";

import { meQuery } from "@/api/session";
import { ProblemNotice } from "@/components/problem-notice";
import { SignIn } from "@/components/sign-in";

function Gate() {
  const me = useQuery(meQuery);
  if (me.isPending) return null;
  if (me.error) return <ProblemNotice error={me.error} />;
  if (!me.data) return <SignIn title="truckroll office" onSignedIn={() => void me.refetch()} />;
  return <Outlet />;
}

const rootRoute = createRootRouteWithContext<{ queryClient: QueryClient }>()({
  component: Gate,
  notFoundComponent: () => <Text p="md">There is no such page.</Text>,
});

export const newRouter = (queryClient: QueryClient) =>
  createRouter({ routeTree: rootRoute, basepath: "/office", context: { queryClient } });
