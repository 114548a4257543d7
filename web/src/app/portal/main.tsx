import { openPlainDoor } from "@/components/plain/plain-door";
import { newQueryClient } from "@/lib/query-client";

import { PortalDoor } from "./portal-door";

openPlainDoor(newQueryClient(), <PortalDoor />);
