package dev.carafe.cli.log;

import java.util.logging.LogManager;

/**
 * A log manager that goes on while the process ends. The JDK's drops every handler as soon as the process is asked to end,
 * and with them what the parts say about their stop.
 */
public final class LastingLogManager extends LogManager {

    private volatile boolean configured;

    /** Makes this class the process's log manager; to be called before anything logs. */
    public static void use() {
        System.setProperty("java.util.logging.manager", LastingLogManager.class.getName());
    }

    /** Drops the handlers that there are, and from then on keeps those that are added. */
    void configure() {
        super.reset();
        configured = true;
    }

    @Override
    public void reset() {
        if (!configured) {
            super.reset();
        }
    }
}
