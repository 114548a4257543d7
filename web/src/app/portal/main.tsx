import { RouterProvider } from "@tanstack/react-router";

import { openPlainDoor } from "@/components/plain/plain-door";
import { newQueryClient } from "@/lib/query-client";

import { newRouter } from "./router";

const queryClient = newQueryClient();
openPlainDoor(queryClient, <RouterProvider router={newRouter(queryClient)} />);
