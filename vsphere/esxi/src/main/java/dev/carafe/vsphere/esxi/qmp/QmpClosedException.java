package dev.carafe.vsphere.esxi.qmp;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The connection to QEMU is gone, or what comes from it is no QMP; whether a command that was under way took effect is unknown. */
public final class QmpClosedException extends IOException {
    private static final long serialVersionUID = 1L;

    QmpClosedException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
