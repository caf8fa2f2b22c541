package dev.carafe.etcd.testing;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/** Keeps what a class logs, until it is closed. Safe for any thread. */
public final class LogCapture implements AutoCloseable {
    // Held, since a logger that nobody holds may lose its handler.
    private final Logger logger;
    private final BlockingQueue<String> messages = new LinkedBlockingQueue<>();
    private final Handler handler = new Messages();

    private LogCapture(Logger logger) {
        this.logger = logger;
        logger.addHandler(handler);
    }

    /** Of a class that logs under its own name. */
    public static LogCapture of(Class<?> logging) {
        return new LogCapture(Logger.getLogger(logging.getName()));
    }

    /** The messages that nobody took yet, oldest first. */
    public BlockingQueue<String> messages() {
        return messages;
    }

    @Override
    public void close() {
        logger.removeHandler(handler);
    }

    private final class Messages extends Handler {
        @Override
        public void publish(LogRecord entry) {
            messages.add(new SimpleFormatter().formatMessage(entry));
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }
}
