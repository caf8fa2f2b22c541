package dev.carafe.kubernetes.apiserver.apiextensions;

import dev.carafe.kubernetes.apiserver.cacher.WatchCache;
import dev.carafe.kubernetes.apiserver.generic.ObjectStore;
import dev.carafe.kubernetes.apiserver.generic.Resource;
import dev.carafe.kubernetes.apiserver.storage.StorageCodec;

/** Where the objects of custom kinds are. Thread-safe. */
public interface CustomStores {
    /** Below what a kind's objects lie, with a slash at its end. */
    String prefix(String group, String resource);

    /** The store of a kind's objects, which users see as a codec shows them. */
    ObjectStore store(Resource resource, StorageCodec codec);

    /** The cache of the objects below a prefix, started when it is first asked for. */
    WatchCache cache(String prefix);

    /** Ends all watches of a kind whose objects are seen otherwise from now on. */
    void endWatches(String prefix);

    /** Forgets a kind that there is no more. */
    void forget(String prefix);
}
