package dev.carafe.vsphere.esxi.vmx;

import java.io.IOException;

/** A {@code .vmx} or {@code .vmsd} that cannot be read; says which line is wrong. */
public final class CorruptVmxException extends IOException {
    private static final long serialVersionUID = 1L;

    private final int line;

    CorruptVmxException(int line, String reason) {
        super(line > 0 ? "Dictionary problem on line " + line + ": " + reason : "Dictionary problem: " + reason);
        this.line = line;
    }

    /** Counted from 1; 0 when it is no single line. */
    public int line() {
        return line;
    }
}
