import { RouterProvider } from "@tanstack/react-router";

import { applyAppearance } from "@/components/plain/appearance";
import { openPlainDoor } from "@/components/plain/plain-door";
import { newQueryClient } from "@/lib/query-client";

import { newRouter } from "./router";

applyAppearance();
const queryClient = newQueryClient();
openPlainDoor(queryClient, <RouterProvider router={newRouter(queryClient)} />);
