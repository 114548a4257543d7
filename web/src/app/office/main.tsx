import "@fontsource-variable/inter";
import "@mantine/core/styles.css";
import "@mantine/notifications/styles.css";
import "@mantine/spotlight/styles.css";
import "./office.css";

import { RouterProvider } from "@tanstack/react-router";

import { openDoor } from "@/components/door";
import { newQueryClient } from "@/lib/query-client";

import { newRouter } from "./router";

const queryClient = newQueryClient();
openDoor(queryClient, <RouterProvider router={newRouter(queryClient)} />);
