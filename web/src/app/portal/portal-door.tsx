/** The portal and its screens: the request form, the link of one job, and how that job stands. */
import { Notice } from "@/components/plain/kit";
import { type Route, Routes } from "@/components/plain/routing";
import { PortalPage } from "@/features/portal/components/portal-page";

import { LinkScreen } from "./link-screen";
import { RebookScreen } from "./rebook-screen";
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

const SCREENS: readonly Route[] = [
  { path: "/r/$token", screen: <RequestScreen /> },
  { path: "/b/$token", screen: <RebookScreen /> },
  { path: "/s/$token", screen: <LinkScreen /> },
  { path: "/status", screen: <StatusScreen /> },
];

export const PortalDoor = () => <Routes base="/portal" routes={SCREENS} notFound={<NotFound />} />;
