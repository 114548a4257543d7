/** Where one can go in the office: one list for the menu and the command palette. */
import {
  IconAddressBook,
  IconBuildingWarehouse,
  IconCalendarTime,
  IconClipboardList,
  IconFileInvoice,
  IconFileUpload,
  IconInbox,
  IconLayoutBoard,
  IconMapPin,
  IconReceipt2,
  IconTargetArrow,
  IconTool,
  IconUserCog,
  IconUsers,
} from "@tabler/icons-react";

export const NAVIGATION = [
  { group: "Day", to: "/board", label: "Board", icon: IconLayoutBoard },
  { group: "Day", to: "/requests", label: "Requests", icon: IconInbox },
  { group: "Day", to: "/work-orders", label: "Work orders", icon: IconClipboardList },
  { group: "Day", to: "/invoices", label: "Invoices", icon: IconFileInvoice },
  { group: "Customers", to: "/customers", label: "Customers", icon: IconAddressBook },
  { group: "Customers", to: "/sites", label: "Sites", icon: IconMapPin },
  { group: "Customers", to: "/assets", label: "Assets", icon: IconBuildingWarehouse },
  { group: "Company", to: "/technicians", label: "Technicians", icon: IconUsers },
  { group: "Company", to: "/work-types", label: "Work types", icon: IconTool },
  { group: "Company", to: "/price-book", label: "Price book", icon: IconReceipt2 },
  { group: "Company", to: "/targets", label: "Targets", icon: IconTargetArrow },
  { group: "Company", to: "/calendars", label: "Calendars", icon: IconCalendarTime },
  { group: "Company", to: "/import", label: "Import", icon: IconFileUpload },
  { group: "Company", to: "/users", label: "Users", icon: IconUserCog },
] as const;
