/** The page of a one-job link: it shows nothing but whose it is, until a person says "open". */
import { useQuery } from "@tanstack/react-query";

import { Button, Notice, Quiet } from "@/components/plain/kit";
import { go, useParams } from "@/components/plain/routing";
import { linkQuery } from "@/features/portal/api/look-at-link";
import { useOpenLink } from "@/features/portal/api/open-link";
import { PortalPage } from "@/features/portal/components/portal-page";

import { LinkRefused } from "./link-refused";

export function LinkScreen() {
  const { token = "" } = useParams();
  const link = useQuery(linkQuery(token));
  const open = useOpenLink();
  // The address with the secret leaves the browser's bar and its history.
  const enter = () => open.mutate(token, { onSuccess: () => go("/portal/status", { replace: true }) });
  if (link.isPending)
    return (
      <PortalPage company={null}>
        <Quiet>One moment …</Quiet>
      </PortalPage>
    );
  if (link.error) return <LinkRefused error={link.error} onAgain={() => void link.refetch()} />;
  if (open.error) return <LinkRefused error={open.error} onAgain={enter} />;
  return (
    <PortalPage company={link.data.company}>
      <h1>Your service visit</h1>
      <Notice title="This page is for you alone">Whoever has the link can see how the job stands. Do not pass it on.</Notice>
      <Button tone="primary" disabled={open.isPending} onClick={enter}>
        {open.isPending ? "Opening …" : "Open"}
      </Button>
    </PortalPage>
  );
}
