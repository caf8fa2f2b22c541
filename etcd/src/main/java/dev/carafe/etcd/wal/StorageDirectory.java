package dev.carafe.etcd.wal;

import java.io.IOException;
import java.util.List;

/** The one directory that a store keeps its files in. Handed in, so that tests can fail it anywhere. */
public interface StorageDirectory {
    /** Names of all files, sorted. */
    List<String> list() throws IOException;

    /** Makes an empty file, replacing one that is there. */
    StorageFile create(String name) throws IOException;

    /** Opens a file for reading and writing. */
    StorageFile open(String name) throws IOException;

    /** Gives a file another name, replacing one that is there; atomic. */
    void rename(String from, String to) throws IOException;

    void delete(String name) throws IOException;

    /** Makes creations, renames and deletions durable. */
    void sync() throws IOException;
}
