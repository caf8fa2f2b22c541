package dev.carafe.etcd.schema;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.carafe.etcd.Bytes;
import dev.carafe.etcd.bolt.BoltException;
import dev.carafe.etcd.bolt.BoltReader;
import dev.carafe.etcd.mvcc.KeptHistory;
import dev.carafe.etcd.proto.Kv;
import java.io.IOException;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a snapshot's file without restoring it.
 *
 * @param hash CRC-32C over all buckets
 * @param revision the newest revision in it
 * @param keys keys that exist at that revision
 * @param sizeBytes bytes of its pages
 * @param version the version of its storage, empty when it does not say
 */
public record SnapshotStatus(int hash, long revision, long keys, long sizeBytes, String version) {
    /** etcd 3.5's files say no version but have this. */
    private static final String BEFORE_VERSIONS = "3.5.0";

    /** Reads the whole file, which checks it. */
    public static SnapshotStatus of(BoltReader file) throws IOException {
        CRC32C crc = new CRC32C();
        Set<Bytes> live = new HashSet<>();
        long[] revision = {0};
        for (Bytes bucket : file.buckets()) {
            crc.update(bucket.asByteBuffer());
            boolean keys = bucket.equals(Buckets.KEY);
            file.forEach(bucket, (key, value) -> {
                crc.update(key.asByteBuffer());
                crc.update(value.asByteBuffer());
                if (keys && key.length() >= KeptHistory.NAME_BYTES) {
                    revision[0] = key.asByteBuffer().getLong(0);
                    Bytes name = name(value);
                    if (key.length() > KeptHistory.NAME_BYTES) {
                        live.remove(name);
                    } else {
                        live.add(name);
                    }
                }
            });
        }
        Map<Bytes, Bytes> meta = file.entries(Buckets.META);
        @Nullable Bytes version = meta.get(Buckets.STORAGE_VERSION);
        String known = meta.containsKey(Buckets.CONF_STATE) ? BEFORE_VERSIONS : "";
        return new SnapshotStatus(
                (int) crc.getValue(),
                revision[0],
                live.size(),
                file.sizeBytes(),
                version == null ? known : version.toUtf8());
    }

    private static Bytes name(Bytes entry) throws BoltException {
        try {
            return Bytes.wrap(
                    Kv.KeyValue.parseFrom(entry.asByteBuffer()).getKey().toByteArray());
        } catch (InvalidProtocolBufferException e) {
            throw new BoltException("an entry is no key-value: " + e.getMessage());
        }
    }
}
