package dev.carafe.vsphere.esxi.disk;

import java.io.IOException;

/** Bytes that are no descriptor, header or grain of a disk; says where. */
final class CorruptDescriptorException extends IOException {
    private static final long serialVersionUID = 1L;

    CorruptDescriptorException(String reason) {
        super(reason);
    }

    CorruptDescriptorException(int line, String reason) {
        super("line " + line + ": " + reason);
    }
}
