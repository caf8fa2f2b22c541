package dev.carafe.kubernetes.client.informer;

import java.lang.System.Logger.Level;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * One handler's news and the thread that delivers them.
 *
 * @param <T> the objects' type
 */
final class HandlerQueue<T> implements HandlerRegistration {
    private static final int QUEUE_MAX = 1_024;

    /** A piece of news. */
    sealed interface News<T> {
        record Add<T>(T object, boolean initial) implements News<T> {}

        record Update<T>(T before, T after) implements News<T> {}

        record Delete<T>(T last, boolean finalStateUnknown) implements News<T> {}

        /** Everything that was there at first has been delivered. */
        record Synced<T>() implements News<T> {}
    }

    private final ResourceHandler<? super T> handler;
    private final BlockingQueue<News<T>> news = new ArrayBlockingQueue<>(QUEUE_MAX);
    private final Thread thread;
    private volatile boolean synced;
    private volatile boolean closed;

    HandlerQueue(String name, ResourceHandler<? super T> handler) {
        this.handler = handler;
        this.thread = Thread.ofVirtual().name(name).unstarted(this::deliver);
    }

    void start() {
        thread.start();
    }

    /** Waits for room; drops the news once closed. */
    void offer(News<T> item) throws InterruptedException {
        if (!closed) {
            news.put(item);
        }
    }

    @Override
    public boolean hasSynced() {
        return synced;
    }

    void close() {
        closed = true;
        thread.interrupt();
        news.clear(); // lets a writer that waits for room go on
    }

    void join() throws InterruptedException {
        if (Thread.currentThread() != thread) {
            thread.join();
        }
    }

    private void deliver() {
        try {
            while (!closed) {
                deliver(news.take());
            }
        } catch (InterruptedException _) {
            // closed
        }
        @Nullable News<T> left = news.poll();
        while (left != null) {
            left = news.poll();
        }
    }

    private void deliver(News<T> item) {
        try {
            switch (item) {
                case News.Add<T>(T object, boolean initial) -> handler.onAdd(object, initial);
                case News.Update<T>(T before, T after) -> handler.onUpdate(before, after);
                case News.Delete<T>(T last, boolean unknown) -> handler.onDelete(last, unknown);
                case News.Synced<T>() -> synced = true;
            }
        } catch (RuntimeException e) {
            System.getLogger(HandlerQueue.class.getName()).log(Level.ERROR, "a handler of news failed", e);
        }
    }
}
