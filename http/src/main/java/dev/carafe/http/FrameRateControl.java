package dev.carafe.http;

import java.util.function.LongSupplier;
import org.eclipse.jetty.http2.frames.WindowUpdateFrame;
import org.eclipse.jetty.io.RateControl;

/**
 * Bounds the HTTP/2 frames that cost a server more than a client: PING, SETTINGS, PRIORITY and RST_STREAM (rapid reset,
 * CVE-2023-44487). Window updates are free: a client with many watches sends one for every few events.
 */
final class FrameRateControl implements RateControl {
    /** Such frames that one connection may send in any second. */
    static final int FRAMES_PER_SECOND_MAX = 1_000;

    private final LongSupplier nanoTime;
    private long windowStart;
    private int frames;

    FrameRateControl(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.windowStart = nanoTime.getAsLong();
    }

    @Override
    public synchronized boolean onEvent(Object event) {
        if (event instanceof WindowUpdateFrame) {
            return true;
        }
        long now = nanoTime.getAsLong();
        if (now - windowStart > 1_000_000_000L) {
            windowStart = now;
            frames = 0;
        }
        return ++frames <= FRAMES_PER_SECOND_MAX;
    }
}
