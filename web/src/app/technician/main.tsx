import { applyAppearance } from "@/components/plain/appearance";
import { openPlainDoor } from "@/components/plain/plain-door";
import { newQueryClient } from "@/lib/query-client";

import { stayOnThePhone } from "./stay-on-the-phone";
import { TechnicianDoor } from "./technician-door";

applyAppearance();
openPlainDoor(newQueryClient(), <TechnicianDoor />);
stayOnThePhone();
