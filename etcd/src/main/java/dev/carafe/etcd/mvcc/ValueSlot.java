package dev.carafe.etcd.mvcc;

import dev.carafe.etcd.Bytes;
import dev.carafe.etcd.KeyValue;

/** A key at one revision, whose value may move out of the heap while it is being read. */
public interface ValueSlot {
    KeyValue kv();

    /** Takes the same value from another place. Of two threads that do so at once either's place stays. */
    void move(Bytes stored);
}
