/** The routes of the office: everything behind sign-in, every screen loaded when it is first opened. */
import { Button, Loader, Stack, Text, Title } from "@mantine/core";
import type { QueryClient } from "@tanstack/react-query";
import { createRootRouteWithContext, createRoute, createRouter, lazyRouteComponent, Link, redirect, type RouteComponent } from "@tanstack/react-router";

import { ProblemNotice } from "@/components/problem-notice";

import { Shell } from "./shell";

const rootRoute = createRootRouteWithContext<{ queryClient: QueryClient }>()({
  component: Shell,
  notFoundComponent: () => (
    <Stack component="main" align="center" py={96} px="md" gap={6}>
      <Title order={1} size="h2">
        There is no such page
      </Title>
      <Text size="sm" c="dimmed">
        The address may be mistyped, or what was here is gone.
      </Text>
      <Button component={Link} to="/board" mt="sm">
        To the board
      </Button>
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

const screen = (path: string, component: RouteComponent) => createRoute({ getParentRoute: () => rootRoute, path, component });

const routeTree = rootRoute.addChildren([
  indexRoute,
  screen("/board", lazyRouteComponent(() => import("./board/board-screen"), "BoardScreen")),
  screen("/requests", lazyRouteComponent(() => import("./work/requests-screen"), "RequestsScreen")),
  screen("/work-orders", lazyRouteComponent(() => import("./work/work-orders-screen"), "WorkOrdersScreen")),
  screen("/work-orders/new", lazyRouteComponent(() => import("./work/new-request"), "NewRequest")),
  screen("/work-orders/$id", lazyRouteComponent(() => import("./work/work-order-page"), "WorkOrderPage")),
  screen("/invoices", lazyRouteComponent(() => import("./billing/invoices-screen"), "InvoicesScreen")),
  screen("/invoices/$id", lazyRouteComponent(() => import("./billing/invoice-page"), "InvoicePage")),
  screen("/accounting", lazyRouteComponent(() => import("./billing/periods-screen"), "PeriodsScreen")),
  screen("/messages", lazyRouteComponent(() => import("./notifications/messages-screen"), "MessagesScreen")),
  screen("/stock", lazyRouteComponent(() => import("./stock/stock-screen"), "StockScreen")),
  screen("/customers", lazyRouteComponent(() => import("./customers/screens"), "CustomersScreen")),
  screen("/customers/$id", lazyRouteComponent(() => import("./customers/screens"), "CustomerPage")),
  screen("/sites", lazyRouteComponent(() => import("./customers/screens"), "SitesScreen")),
  screen("/sites/$id", lazyRouteComponent(() => import("./customers/screens"), "SitePage")),
  screen("/assets/$id", lazyRouteComponent(() => import("./customers/screens"), "AssetPage")),
  screen("/assets", lazyRouteComponent(() => import("./customers/screens"), "AssetsScreen")),
  screen("/technicians", lazyRouteComponent(() => import("./workforce/technicians-screen"), "TechniciansScreen")),
  screen("/technicians/$id", lazyRouteComponent(() => import("./workforce/technician-page"), "TechnicianPage")),
  screen("/work-types", lazyRouteComponent(() => import("./company/screens"), "WorkTypesScreen")),
  screen("/price-book", lazyRouteComponent(() => import("./company/screens"), "PriceBookScreen")),
  screen("/targets", lazyRouteComponent(() => import("./company/screens"), "TargetsScreen")),
  screen("/calendars", lazyRouteComponent(() => import("./company/screens"), "CalendarsScreen")),
  screen("/dispatching", lazyRouteComponent(() => import("./company/screens"), "ReleaseScreen")),
  screen("/import", lazyRouteComponent(() => import("./intake/import-screen"), "ImportScreen")),
  screen("/users", lazyRouteComponent(() => import("./company/screens"), "UsersScreen")),
]);

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
