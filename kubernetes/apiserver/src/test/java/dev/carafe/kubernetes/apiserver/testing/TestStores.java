package dev.carafe.kubernetes.apiserver.testing;

import dev.carafe.etcd.Store;
import dev.carafe.etcd.embed.EmbeddedStore;
import dev.carafe.etcd.embed.StoreConfig;
import java.io.IOException;
import java.nio.file.Path;

/**
 * The stores that tests run on: in this process, unless {@code -Dcarafe.test.etcd=FILE} names a program that takes etcd's
 * flags. Then each store is a cluster of its own, of {@code -Dcarafe.test.etcd.members=N} processes (1).
 */
public final class TestStores {
    private static final String PROGRAM = System.getProperty("carafe.test.etcd", "");
    private static final int MEMBERS = Integer.getInteger("carafe.test.etcd.members", 1);

    private TestStores() {}

    /** Opens the store whose files are in a directory; closing it ends what was started for it. */
    public static Store open(Path directory) throws IOException {
        return PROGRAM.isEmpty()
                ? EmbeddedStore.open(StoreConfig.of(directory))
                : EtcdProcesses.start(PROGRAM, directory, MEMBERS);
    }
}
