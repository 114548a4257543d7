/** The routes of the portal: the request form, the link of one job, and how that job stands. */
import type { QueryClient } from "@tanstack/react-query";
import { createRootRouteWithContext, createRoute, createRouter } from "@tanstack/react-router";

import { Notice } from "@/components/plain/kit";
import { PortalPage } from "@/features/portal/components/portal-page";

import { LinkScreen } from "./link-screen";
import { RequestScreen } from "./request-screen";
import { StatusScreen } from "./status-screen";

function NotFound() {
  return (
    <PortalPage company={null}>
      <Notice tone="warn" title="There is nothing at this address">
        Use the link you were sent.
      </Notice>
    </PortalPage>
  );
}

const root = createRootRouteWithContext<{ queryClient: QueryClient }>()({ notFoundComponent: NotFound });

const screens = [
  createRoute({ getParentRoute: () => root, path: "/r/$token", component: RequestScreen }),
  createRoute({ getParentRoute: () => root, path: "/s/$token", component: LinkScreen }),
  createRoute({ getParentRoute: () => root, path: "/status", component: StatusScreen }),
];

export const newRouter = (queryClient: QueryClient) =>
  createRouter({ routeTree: root.addChildren(screens), basepath: "/portal", context: { queryClient } });
