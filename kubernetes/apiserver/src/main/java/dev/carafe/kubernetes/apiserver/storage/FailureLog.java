package dev.carafe.kubernetes.apiserver.storage;

import dev.carafe.etcd.EtcdException;
import dev.carafe.kubernetes.apimachinery.errors.StatusError;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;

/**
 * Tells of what failed and is tried again. That a store is away or a request is refused is told in a line, however often it happens; where in
 * the program it happened is told at the level of debugging. Of a defect that is told at once.
 */
public final class FailureLog {
    private FailureLog() {}

    /** @param what such as {@code cannot watch custom resource definitions, will try again} */
    public static void warn(Logger log, String what, RuntimeException why) {
        if (why instanceof StatusError || why instanceof EtcdException) {
            log.log(Level.WARNING, what + ": " + why.getMessage());
            log.log(Level.DEBUG, what, why);
        } else {
            log.log(Level.WARNING, what, why);
        }
    }
}
