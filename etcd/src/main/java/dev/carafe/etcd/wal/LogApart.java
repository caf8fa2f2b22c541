package dev.carafe.etcd.wal;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A store's files in two directories: the log in one, meant for a disk that is quick to sync, all else in the other. Both hold the
 * same random mark, so that neither is ever opened without the other: half a store looks like one that has lost all, or is new.
 */
public final class LogApart implements LockedDirectory {
    private static final String MARK = "log-apart";
    private static final int MARK_BYTES = 16;

    private final DiskDirectory data;
    private final DiskDirectory log;

    private LogApart(DiskDirectory data, DiskDirectory log) {
        this.data = data;
        this.log = log;
    }

    /**
     * Makes the directories where they are missing, and locks them.
     *
     * @throws IOException also when another process has one of them open, or they do not belong together
     */
    public static LogApart open(Path dataFolder, Path logFolder) throws IOException {
        DiskDirectory data = DiskDirectory.openAny(dataFolder);
        boolean done = false;
        try {
            DiskDirectory log = DiskDirectory.openAny(logFolder);
            try {
                join(data, dataFolder, log, logFolder);
                done = true;
                return new LogApart(data, log);
            } finally {
                if (!done) {
                    log.close();
                }
            }
        } finally {
            if (!done) {
                data.close();
            }
        }
    }

    private static void join(DiskDirectory data, Path dataFolder, DiskDirectory log, Path logFolder)
            throws IOException {
        String known = mark(data);
        if (known != null) {
            if (!known.equals(mark(log))) {
                throw new IOException("the log of the data directory " + dataFolder + " is not in " + logFolder
                        + " but in another directory; give that one");
            }
            return;
        }
        if (hasLog(data)) {
            throw new IOException("the data directory " + dataFolder + " holds its log itself, so that " + logFolder
                    + " cannot hold it; leave it out");
        }
        if (hasLog(log)) {
            throw new IOException(logFolder + " holds the log of another data directory than " + dataFolder
                    + "; give an empty directory");
        }
        byte[] random = new byte[MARK_BYTES];
        new SecureRandom().nextBytes(random);
        String mark = HexFormat.of().formatHex(random);
        put(log, mark); // first: a data directory with a mark is never without its log's
        put(data, mark);
    }

    /**
     * For whoever opens a directory as a whole store.
     *
     * @throws IOException when it is half of one
     */
    static void refuseHalf(DiskDirectory directory, Path folder) throws IOException {
        if (mark(directory) != null) {
            throw new IOException(
                    folder + " and another directory hold one store together, the log apart from all else; give both");
        }
    }

    private static boolean hasLog(DiskDirectory directory) throws IOException {
        return directory.list().stream().anyMatch(name -> Segment.Name.parse(name) != null);
    }

    private static void put(DiskDirectory directory, String mark) throws IOException {
        String fresh = MARK + ".tmp";
        try (StorageFile file = directory.create(fresh)) {
            file.write(ByteBuffer.wrap(mark.getBytes(US_ASCII)), 0);
            file.sync();
        }
        directory.rename(fresh, MARK);
        directory.sync();
    }

    private static @Nullable String mark(DiskDirectory directory) throws IOException {
        if (!directory.list().contains(MARK)) {
            return null;
        }
        ByteBuffer found = ByteBuffer.allocate(2 * MARK_BYTES);
        try (StorageFile file = directory.open(MARK)) {
            file.read(found, 0);
        }
        return new String(found.array(), 0, found.position(), US_ASCII);
    }

    private DiskDirectory of(String name) {
        return Segment.isOfLog(name) ? log : data;
    }

    @Override
    public List<String> list() throws IOException {
        return Stream.concat(data.list().stream(), log.list().stream().filter(Segment::isOfLog))
                .sorted()
                .toList();
    }

    @Override
    public StorageFile create(String name) throws IOException {
        return of(name).create(name);
    }

    @Override
    public StorageFile open(String name) throws IOException {
        return of(name).open(name);
    }

    @Override
    public void rename(String from, String to) throws IOException {
        of(from).rename(from, to);
    }

    @Override
    public void delete(String name) throws IOException {
        of(name).delete(name);
    }

    @Override
    public void sync() throws IOException {
        data.sync();
        log.sync();
    }

    /** Gives the locks back. */
    @Override
    public void close() throws IOException {
        try (log) {
            data.close();
        }
    }
}
