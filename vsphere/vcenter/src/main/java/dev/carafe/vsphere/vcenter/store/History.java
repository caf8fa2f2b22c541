package dev.carafe.vsphere.vcenter.store;

import dev.carafe.etcd.CompactRequest;
import dev.carafe.etcd.EtcdError;
import dev.carafe.etcd.EtcdException;
import dev.carafe.etcd.Store;

/** What was in vCenter's store before. Nobody reads it, so whoever writes much gives it up now and then. */
public final class History {
    private History() {}

    /**
     * Gives up what was before a revision, unless somebody else has done so since.
     *
     * @throws EtcdException when it cannot be written
     */
    public static void giveUp(Store store, long revision) {
        try {
            store.compact(new CompactRequest(revision, false));
        } catch (EtcdException e) {
            if (!e.is(EtcdError.COMPACTED)) {
                throw e;
            }
        }
    }
}
