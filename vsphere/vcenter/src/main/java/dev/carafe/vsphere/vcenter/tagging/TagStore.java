package dev.carafe.vsphere.vcenter.tagging;

import java.io.IOException;

/** Keeps tags. Called by one thread at a time. */
public interface TagStore {
    /** What was kept last; nothing at first. */
    TagState load() throws IOException;

    /** Keeps what is other after than before; it is durable when this returns. */
    void save(TagState before, TagState after) throws IOException;
}
