/** Ordered parts that should have come: somebody asks the supplier. It stands above every screen, the board's too. */
import { Alert, Anchor, Text } from "@mantine/core";
import { IconPackage } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";

import { partOrdersQuery } from "./api/list-part-orders";

export function OverduePartsBanner() {
  const { data } = useQuery(partOrdersQuery({ status: "overdue", page_size: 1 }));
  if (!data || data.total === 0) return null;
  return (
    <Alert role="status" radius={0} color="orange" variant="light" icon={<IconPackage size={18} />} py={8}>
      <Text size="sm">
        {data.total === 1 ? "An ordered part should have come before today. " : `${data.total} ordered parts should have come before today. `}
        <Anchor component={Link} to={"/stock?tab=orders&filter=overdue" as string} size="sm" c="inherit" underline="always">
          Look at {data.total === 1 ? "it" : "them"}
        </Anchor>
      </Text>
    </Alert>
  );
}
