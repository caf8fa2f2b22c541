package dev.carafe.pprof;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.ParseException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import jdk.jfr.Configuration;
import jdk.jfr.Recording;

/** What this JVM does for a while, as the JDK's Flight Recorder tells it. */
final class FlightRecording {
    /** The largest recording, bytes; of a longer one the end is kept. */
    private static final long SIZE_MAX = 256L << 20;

    /** The waits of threads, of which the JDK's own settings leave the short ones out. */
    private static final List<String> WAITS = List.of(
            "jdk.ThreadPark",
            "jdk.ThreadSleep",
            "jdk.JavaMonitorEnter",
            "jdk.JavaMonitorWait",
            "jdk.VirtualThreadPinned",
            "jdk.SocketRead",
            "jdk.SocketWrite",
            "jdk.FileForce");

    /** How much is told. */
    enum Depth {
        /** What the threads run, by samples, and what the JDK records at little cost. */
        SAMPLES,
        /** Each wait too, however short. */
        EVENTS
    }

    private FlightRecording() {}

    /**
     * Records.
     *
     * @param gone ends it early
     * @return a file of its own, which only this user can read and the caller deletes
     */
    static Path record(Duration time, Depth depth, CountDownLatch gone) throws IOException {
        try (Recording recording = new Recording(Configuration.getConfiguration("profile"))) {
            recording.setMaxSize(SIZE_MAX);
            recording.disable("jdk.InitialEnvironmentVariable"); // may hold secrets
            if (depth == Depth.EVENTS) {
                WAITS.forEach(name -> recording.enable(name).withoutThreshold());
            }
            recording.start();
            var _ = gone.await(time.toMillis(), TimeUnit.MILLISECONDS);
            recording.stop();
            Path file = Files.createTempFile("carafe-", ".jfr");
            recording.dump(file);
            return file;
        } catch (ParseException e) {
            throw new IllegalStateException(e); // the JDK's own settings
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            InterruptedIOException broken = new InterruptedIOException("the recording was broken off");
            broken.initCause(e);
            throw broken;
        }
    }
}
