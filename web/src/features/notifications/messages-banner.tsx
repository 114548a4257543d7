/** A message that failed is somebody's to mend: it stands above every screen until it is sent, read out or given up. */
import { Alert, Anchor, Text } from "@mantine/core";
import { IconMessageExclamation } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";

import { waitingQuery } from "./api/get-waiting";

export function MessagesBanner() {
  const { data } = useQuery(waitingQuery);
  if (!data || data.failed === 0) return null;
  return (
    <Alert role="status" radius={0} color="red" variant="light" icon={<IconMessageExclamation size={18} />} py={8}>
      <Text size="sm">
        {data.failed === 1 ? "A message could not be sent to its customer. " : `${data.failed} messages could not be sent to their customers. `}
        <Anchor component={Link} to={"/messages?filter=failed" as string} size="sm" c="inherit" underline="always">
          Look at {data.failed === 1 ? "it" : "them"}
        </Anchor>
      </Text>
    </Alert>
  );
}
