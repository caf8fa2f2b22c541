package dev.carafe.cli.log;

/**
 * When a log file gives way to a fresh one, and what becomes of it then.
 *
 * @param bytesMax how large it may be, above 0; a longer line has a file of its own
 * @param ageDaysMax how old a backup may be, 0 for any age
 * @param backupsMax how many backups there may be, 0 for any number
 * @param localTime whether backups are named by local time instead of UTC
 * @param compress whether backups are compressed by gzip
 */
public record LogRotation(long bytesMax, int ageDaysMax, int backupsMax, boolean localTime, boolean compress) {
    public LogRotation {
        if (bytesMax <= 0 || ageDaysMax < 0 || backupsMax < 0) {
            throw new IllegalArgumentException("a limit of a log's rotation that is none");
        }
    }
}
