/** What somebody must do about the installation itself, above every screen; nothing while all is well. */
import { Alert, Code, Text } from "@mantine/core";
import { IconDatabaseExclamation, IconVolumeOff } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";

import { dateTime, browserZone } from "@/lib/dates";

import { type Keep, keepQuery } from "./api/get-keep";

const HOUR = 3_600_000;

/** Backups age in real time, whatever a demo's clock says. */
export function backupAge(keep: Keep, now: number): string {
  if (!keep.last_backup) return "No backup yet";
  const hours = Math.floor((now - new Date(keep.last_backup.taken_at).getTime()) / HOUR);
  if (hours < 1) return "Backup less than an hour ago";
  return hours < 48 ? `Backup ${hours} h ago` : `Backup ${Math.floor(hours / 24)} days ago`;
}

export function KeepBanner() {
  const { data: keep, dataUpdatedAt } = useQuery(keepQuery);
  if (!keep) return null;
  return (
    <>
      {keep.is_mute && (
        <Alert role="status" radius={0} color="orange" variant="light" icon={<IconVolumeOff size={18} />} title="This is a restored copy: no message leaves it" py={8}>
          <Text size="sm">
            {keep.restored_from_at && `It shows everything as of ${dateTime(keep.restored_from_at, browserZone())}. `}
            When it is the real installation, its operator runs <Code>truckroll go-live</Code>.
          </Text>
        </Alert>
      )}
      {keep.is_backup_overdue && (
        <Alert role="status" radius={0} color="red" variant="light" icon={<IconDatabaseExclamation size={18} />} title={backupAge(keep, dataUpdatedAt)} py={8}>
          <Text size="sm">
            A broken disk would take everything since then. Whoever looks after the server runs <Code>truckroll backup DIR</Code>, and has it run every night.
          </Text>
        </Alert>
      )}
    </>
  );
}

/** The age of the last backup in a line. */
export function BackupAge() {
  const { data: keep, dataUpdatedAt } = useQuery(keepQuery);
  return <>{keep ? backupAge(keep, dataUpdatedAt) : "…"}</>;
}
