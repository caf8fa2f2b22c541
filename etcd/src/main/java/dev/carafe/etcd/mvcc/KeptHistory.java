package dev.carafe.etcd.mvcc;

import dev.carafe.etcd.Bytes;
import dev.carafe.etcd.KeyValue;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * What a state keeps, as the entries that etcd's file has of it: each put and delete by its revision and its place within
 * it. Of revisions compacted away the places are counted anew, which only shows where one transaction had changed several
 * keys in another order than that of the keys. Reliable while nothing later than the state's compact revision is freed.
 */
public final class KeptHistory {
    /** Bytes of an entry's name; one more marks a delete. */
    public static final int NAME_BYTES = 17;

    private static final byte SEPARATOR = '_';
    private static final byte TOMBSTONE = 't';

    /** Takes entries. */
    @FunctionalInterface
    public interface Visitor<E extends Exception> {
        /**
         * The next entry.
         *
         * @param revision the revision that made it
         * @param sub its place within the revision, from 0
         */
        void entry(long revision, long sub, KeyValue kv) throws E;
    }

    private KeptHistory() {}

    /** The name of an entry in etcd's file (etcd {@code server/storage/mvcc/revision.go}). */
    public static Bytes name(long revision, long sub, boolean tombstone) {
        ByteBuffer name = ByteBuffer.allocate(tombstone ? NAME_BYTES + 1 : NAME_BYTES);
        name.putLong(revision).put(SEPARATOR).putLong(sub);
        if (tombstone) {
            name.put(TOMBSTONE);
        }
        return Bytes.wrap(name.array());
    }

    /**
     * Visits what is left of the revisions up to the compact one, in the order of the names.
     *
     * @param keptAt what a key is at this revision is left, when the compact revision or one before made it so
     * @param deletes whether deletes of the compact revision itself are left
     */
    public static <E extends Exception> void forEachKept(
            MvccState state, long keptAt, boolean deletes, Visitor<E> visitor) throws E {
        long compact = state.compactRevision();
        if (compact == 0) {
            return;
        }
        List<KeyValue> kept = new ArrayList<>();
        state.forEachAt(keptAt, kv -> {
            if (kv.modRevision() < compact) {
                kept.add(kv);
            }
        });
        kept.sort(Comparator.comparingLong(KeyValue::modRevision)); // stable: keys of one revision stay in order
        long last = 0;
        long sub = 0;
        for (KeyValue kv : kept) {
            sub = kv.modRevision() == last ? sub + 1 : 0;
            last = kv.modRevision();
            visitor.entry(last, sub, kv);
        }
        if (compact < state.firstChange()) {
            return;
        }
        Change change = state.change(compact);
        for (int i = 0; i < change.size(); i++) {
            KeyValue kv = change.kv(i);
            boolean isLeft = kv.isTombstone()
                    ? deletes && state.at(kv.key(), compact) == null
                    : kv.equals(state.at(kv.key(), keptAt));
            if (isLeft) {
                visitor.entry(compact, i, kv);
            }
        }
    }

    /** Visits all changes after the compact revision up to another one, in the order of their names. */
    public static <E extends Exception> void forEachChange(MvccState state, long last, Visitor<E> visitor) throws E {
        for (long revision = Math.max(state.compactRevision() + 1, 2); revision <= last; revision++) {
            Change change = state.change(revision);
            for (int sub = 0; sub < change.size(); sub++) {
                visitor.entry(revision, sub, change.kv(sub));
            }
        }
    }
}
