package dev.carafe.vsphere.vcenter.dataset;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carafe.vsphere.vcenter.dataset.DataSetException.Kind;
import java.util.Collection;

/** What data sets may be, and who may do what with their entries. Pure. */
final class DataSetRules {
    /** Of a name, in bytes; a bound of ours. */
    static final int NAME_MAX = 255;
    /** Of a description, in bytes, as vSphere's API documents it. */
    static final int DESCRIPTION_MAX = 1_024;
    /** Of an entry's key, in bytes, as documented. */
    static final int KEY_MAX = 4_096;
    /** Of an entry's value, in bytes, as documented. */
    static final int VALUE_MAX = 1 << 20;
    /** How many a machine has; a bound of ours. */
    static final int DATA_SETS_MAX = 256;
    /** How many entries all data sets of a machine have together; a bound of ours. */
    static final int ENTRIES_MAX = 10_000;
    /**
     * How many bytes the entries of a machine's data sets have together. vSphere documents 100 MB, and that a few are meant: all of them are
     * to fit into one transaction of the store.
     */
    static final long USED_MAX = 16L << 20;
    /** The same with what snapshots and clones in the making hold. */
    static final long HELD_MAX = 4 * USED_MAX;

    private DataSetRules() {}

    static void requireName(String name) {
        if (name.isEmpty()) {
            throw new DataSetException(Kind.INVALID_ARGUMENT, "A data set needs a name.");
        }
        requireText("name of a data set", name, NAME_MAX);
    }

    static void requireDescription(String description) {
        requireText("description of a data set", description, DESCRIPTION_MAX);
    }

    static void requireEntry(String key, String value) {
        if (key.isEmpty()) {
            throw new DataSetException(Kind.INVALID_ARGUMENT, "An entry needs a key.");
        }
        requireText("key of an entry", key, KEY_MAX);
        requireText("value of an entry", value, VALUE_MAX);
    }

    private static void requireText(String what, String text, int bytesMax) {
        if (bytes(text) > bytesMax) {
            throw new DataSetException(
                    Kind.INVALID_ARGUMENT, "The " + what + " can be at most " + bytesMax + " bytes long.");
        }
        if (!UTF_8.newEncoder().canEncode(text)) {
            throw new DataSetException(Kind.INVALID_ARGUMENT, "The " + what + " is no Unicode text.");
        }
    }

    /** How long a text is in the store. */
    static int bytes(String text) {
        return text.getBytes(UTF_8).length;
    }

    static void requireReadable(DataSet set) {
        if (set.host() == Access.NONE) {
            throw new DataSetException(
                    Kind.UNAUTHORIZED, "The data set '" + set.name() + "' gives vCenter no access to its entries.");
        }
    }

    static void requireWritable(DataSet set) {
        requireReadable(set);
        if (set.host() != Access.READ_WRITE) {
            throw new DataSetException(
                    Kind.UNAUTHORIZED, "The data set '" + set.name() + "' lets vCenter only read its entries.");
        }
    }

    /** @param all as they would be */
    static void requireRoom(Collection<DataSet> all) {
        if (all.size() > DATA_SETS_MAX) {
            throw full("A virtual machine has at most " + DATA_SETS_MAX + " data sets.");
        }
        if (all.stream().mapToLong(DataSet::entries).sum() > ENTRIES_MAX) {
            throw full("The data sets of a virtual machine have at most " + ENTRIES_MAX + " entries.");
        }
        if (used(all) > USED_MAX) {
            throw full("The data sets of a virtual machine hold at most " + USED_MAX + " bytes.");
        }
    }

    /** @param all those of all states that would be kept */
    static void requireRoomForStates(Collection<DataSet> all) {
        if (used(all) > HELD_MAX) {
            throw full("The data sets of the virtual machine and of its snapshots hold at most " + HELD_MAX
                    + " bytes; remove snapshots first.");
        }
    }

    private static long used(Collection<DataSet> all) {
        return all.stream().mapToLong(DataSet::used).sum();
    }

    private static DataSetException full(String message) {
        return new DataSetException(Kind.UNABLE_TO_ALLOCATE_RESOURCE, message);
    }
}
