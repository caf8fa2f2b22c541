package dev.carafe.etcd.schema;

import dev.carafe.etcd.bolt.BoltException;
import dev.carafe.etcd.bolt.BoltReader;
import dev.carafe.etcd.bolt.BoltSource;
import dev.carafe.etcd.mvcc.KvHash;
import dev.carafe.etcd.wal.LockedDirectory;
import dev.carafe.etcd.wal.MemberBeginning;
import dev.carafe.etcd.wal.SnapshotFiles;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A snapshot on disk, as {@code etcdctl snapshot save} leaves it (SHA-256 at its end), or a copy of the file in a member's
 * data directory (without). It is only read. Belongs to one thread.
 */
public final class SnapshotFile implements Closeable {
    private static final int DIGEST_BYTES = 32;
    private static final int SECTOR_BYTES = 512;
    private static final int CHUNK_BYTES = 1 << 20;

    private final FileChannel channel;
    private final BoltReader reader;

    private SnapshotFile(FileChannel channel, BoltReader reader) {
        this.channel = channel;
        this.reader = reader;
    }

    /**
     * Opens it.
     *
     * @throws BoltException when it is no such file
     */
    public static SnapshotFile open(Path path) throws IOException {
        FileChannel channel = FileChannel.open(path, StandardOpenOption.READ);
        boolean done = false;
        try {
            SnapshotFile file = new SnapshotFile(channel, BoltReader.open(new ChannelSource(channel)));
            done = true;
            return file;
        } finally {
            if (!done) {
                channel.close();
            }
        }
    }

    /** What {@code etcdutl snapshot status} tells; reads all of it. */
    public SnapshotStatus status() throws IOException {
        return SnapshotStatus.of(reader);
    }

    /**
     * What {@code etcdutl hashkv} tells.
     *
     * @param revision the last revision that goes in, 0 for the newest
     */
    public KvHash.Result hashKv(long revision) throws IOException {
        return KvHash.of(SchemaReader.read(reader, 0).state(), revision);
    }

    /**
     * Throws unless the file ends with the SHA-256 of all before.
     *
     * @throws BoltException when it has none, or a wrong one
     */
    public void checkHash() throws IOException {
        long size = channel.size();
        if (size % SECTOR_BYTES != DIGEST_BYTES) {
            throw new BoltException("snapshot missing hash but --skip-hash-check=false");
        }
        MessageDigest digest = sha256();
        ByteBuffer chunk = ByteBuffer.allocate(CHUNK_BYTES);
        long offset = 0;
        while (offset < size - DIGEST_BYTES) {
            chunk.clear().limit((int) Math.min(CHUNK_BYTES, size - DIGEST_BYTES - offset));
            if (channel.read(chunk, offset) < 0) {
                throw new BoltException("the file became shorter while it was read");
            }
            offset += chunk.position();
            digest.update(chunk.flip());
        }
        ByteBuffer said = ByteBuffer.allocate(DIGEST_BYTES);
        channel.read(said, offset);
        byte[] found = digest.digest();
        if (!Arrays.equals(said.array(), found)) {
            throw new BoltException("expected sha256 " + decimals(said.array()) + ", got " + decimals(found));
        }
    }

    /**
     * Makes a data directory of what the file holds.
     *
     * @param dataDir the directory, missing or empty
     * @param logDir that of the log, missing or empty as well; empty where it lies with all else
     * @param bumpRevision how much higher the newest revision is to be; 0 for the file's own
     * @param member whose it is; empty of a store that is alone
     */
    public void restore(Path dataDir, Optional<Path> logDir, long bumpRevision, Optional<MemberBeginning> member)
            throws IOException {
        requireEmpty("data-dir", dataDir);
        if (logDir.isPresent()) {
            requireEmpty("wal-dir", logDir.get());
        }
        var snapshot = SchemaReader.read(reader, bumpRevision);
        try (LockedDirectory directory = LockedDirectory.open(dataDir, logDir.orElse(null))) {
            if (member.isPresent()) {
                member.get().write(directory, snapshot);
            } else {
                var _ = new SnapshotFiles(directory).write(snapshot);
            }
        }
    }

    private static void requireEmpty(String what, Path folder) throws IOException {
        if (Files.exists(folder) && !isEmptyFolder(folder)) {
            throw new IOException(what + " \"" + folder + "\" not empty or could not be read");
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    private static boolean isEmptyFolder(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return false;
        }
        try (Stream<Path> content = Files.list(folder)) {
            return content.findAny().isEmpty();
        }
    }

    private static String decimals(byte[] bytes) {
        StringBuilder text = new StringBuilder("[");
        for (byte each : bytes) {
            text.append(text.length() > 1 ? " " : "").append(each & 0xff);
        }
        return text.append(']').toString();
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private record ChannelSource(FileChannel channel) implements BoltSource {
        @Override
        public long size() throws IOException {
            return channel.size();
        }

        @Override
        public void read(ByteBuffer into, long offset) throws IOException {
            long at = offset;
            while (into.hasRemaining()) {
                int count = channel.read(into, at);
                if (count < 0) {
                    return;
                }
                at += count;
            }
        }
    }
}
