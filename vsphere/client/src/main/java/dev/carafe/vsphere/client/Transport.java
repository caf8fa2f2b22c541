package dev.carafe.vsphere.client;

import dev.carafe.vsphere.client.ConnectionException.Reason;
import dev.carafe.vsphere.vim.soap.MalformedMessageException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** HTTPS exchanges with a bound on time and size, and errors in plain words. Safe for all threads. */
final class Transport implements AutoCloseable {
    /** Reads an answer's body; what it throws is told apart from what the network did. */
    interface Reader<T extends @Nullable Object> {
        T read(HttpResponse<InputStream> response) throws IOException;
    }

    private final URI address;
    private final HttpClient http;
    private final Duration timeout;
    private final long responseMaxBytes;
    /** Closes bodies that come too slowly: the client's own timeout ends with the answer's head. */
    private final ScheduledThreadPoolExecutor deadlines;

    private Transport(ConnectionConfig config, HttpClient http) {
        this.address = config.address();
        this.http = http;
        this.timeout = config.callTimeout();
        this.responseMaxBytes = config.responseMaxBytes();
        deadlines = new ScheduledThreadPoolExecutor(
                1, Thread.ofVirtual().name("vsphere-deadlines").factory());
        deadlines.setRemoveOnCancelPolicy(true);
    }

    static Transport open(ConnectionConfig config) throws IOException {
        try {
            return new Transport(
                    config,
                    HttpClient.newBuilder()
                            .version(HttpClient.Version.HTTP_1_1)
                            .followRedirects(HttpClient.Redirect.NEVER)
                            .connectTimeout(config.connectTimeout())
                            .sslContext(config.trust().context())
                            .executor(Executors.newVirtualThreadPerTaskExecutor())
                            .build());
        } catch (GeneralSecurityException e) {
            throw new ConnectionException(
                    Reason.UNTRUSTED, config.address(), "TLS cannot be set up with " + config.trust(), e);
        }
    }

    Duration timeout() {
        return timeout;
    }

    /** What an answer may have. */
    long responseMaxBytes() {
        return responseMaxBytes;
    }

    <T extends @Nullable Object> T exchange(HttpRequest.Builder request, Reader<T> reader)
            throws IOException, InterruptedException {
        long startedNs = System.nanoTime();
        HttpResponse<InputStream> response;
        try {
            response = http.send(
                    request.timeout(timeout).build(),
                    BodyHandlers.limiting(BodyHandlers.ofInputStream(), responseMaxBytes));
        } catch (IOException e) {
            throw explained(e);
        }
        long leftNs = timeout.toNanos() - (System.nanoTime() - startedNs);
        AtomicBoolean late = new AtomicBoolean();
        try (InputStream body = response.body()) {
            ScheduledFuture<?> deadline = deadlines.schedule(() -> end(body, late), leftNs, TimeUnit.NANOSECONDS);
            try {
                return reader.read(response);
            } catch (ConnectionException | RestException e) {
                throw e;
            } catch (IOException e) {
                if (Thread.interrupted()) {
                    throw (InterruptedException) new InterruptedException().initCause(e);
                }
                throw late.get() ? tooLate(e) : unreadable(e);
            } finally {
                deadline.cancel(false);
            }
        }
    }

    /** Is told that bytes moved, so that the transfer is not taken for one that stalls. */
    interface Watch {
        void moved();
    }

    /** As {@link Reader}, for a file. */
    interface WatchedReader<T extends @Nullable Object> {
        T read(HttpResponse<InputStream> response, Watch watch) throws IOException;
    }

    /**
     * What is sent.
     *
     * @param lengthBytes -1 when it is not known
     */
    record Outgoing(InputStream from, long lengthBytes, TransferProgress progress) {
        static final Outgoing NONE = new Outgoing(InputStream.nullInputStream(), 0, TransferProgress.NONE);

        private HttpRequest.BodyPublisher publisher(Watch watch, AtomicReference<IOException> failure) {
            if (lengthBytes == 0) {
                return HttpRequest.BodyPublishers.noBody();
            }
            HttpRequest.BodyPublisher stream = HttpRequest.BodyPublishers.ofInputStream(() -> new CountingInputStream(
                    from,
                    (moved, _) -> {
                        watch.moved();
                        progress.moved(moved, lengthBytes);
                    },
                    failure));
            return lengthBytes < 0 ? stream : HttpRequest.BodyPublishers.fromPublisher(stream, lengthBytes);
        }
    }

    /** Moves a file: no bound on size and whole time, but on the time in which nothing moves. */
    <T extends @Nullable Object> T transfer(
            HttpRequest.Builder request, String method, Outgoing outgoing, WatchedReader<T> reader)
            throws IOException, InterruptedException {
        AtomicReference<IOException> source = new AtomicReference<>();
        try (StallWatch watch = new StallWatch(deadlines, timeout)) {
            CompletableFuture<HttpResponse<InputStream>> sent = http.sendAsync(
                    request.method(method, outgoing.publisher(watch, source)).build(), BodyHandlers.ofInputStream());
            watch.cancels(() -> sent.cancel(true));
            HttpResponse<InputStream> response;
            try {
                response = sent.get();
            } catch (InterruptedException e) {
                sent.cancel(true);
                throw e;
            } catch (CancellationException | ExecutionException e) {
                IOException broken = source.get();
                if (broken != null) {
                    throw broken;
                }
                throw watch.stalled() ? stalled(e) : explainedTransfer(e);
            }
            try (InputStream body = response.body()) {
                watch.cancels(() -> end(body, new AtomicBoolean()));
                return reader.read(response, watch);
            } catch (TransferException | ConnectionException e) {
                throw e;
            } catch (IOException e) {
                if (Thread.interrupted()) {
                    throw (InterruptedException) new InterruptedException().initCause(e);
                }
                throw watch.stalled() ? stalled(e) : e;
            }
        }
    }

    private ConnectionException explainedTransfer(Exception e) {
        return e.getCause() instanceof IOException cause
                ? explained(cause)
                : new ConnectionException(Reason.UNREACHABLE, address, "the transfer broke off (" + e + ")", e);
    }

    private ConnectionException stalled(Exception e) {
        return new ConnectionException(
                Reason.TIMED_OUT, address, "nothing moved for " + timeout + ", so the transfer was ended", e);
    }

    private static void end(InputStream body, AtomicBoolean late) {
        late.set(true);
        try {
            body.close();
        } catch (IOException _) {
            // its reader gets to know
        }
    }

    private ConnectionException explained(IOException e) {
        if (e instanceof HttpTimeoutException) {
            return tooLate(e);
        }
        if (e instanceof SSLException) {
            return new ConnectionException(
                    Reason.UNTRUSTED,
                    address,
                    "no TLS connection: " + innermost(e).getMessage()
                            + "; trust its CA by file, or this one certificate by its thumbprint",
                    e);
        }
        return new ConnectionException(
                Reason.UNREACHABLE,
                address,
                "cannot be reached (" + innermost(e) + "); check the address, and that the server is up",
                e);
    }

    private ConnectionException tooLate(IOException e) {
        return new ConnectionException(
                Reason.TIMED_OUT, address, "no whole answer; at most " + timeout + " is waited for one", e);
    }

    private ConnectionException unreadable(IOException e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            String message = cause.getMessage();
            // the JDK has no type of its own for it
            if (message != null && message.contains("body exceeds capacity")) {
                return new ConnectionException(
                        Reason.TOO_LARGE,
                        address,
                        "the answer has more than the " + responseMaxBytes
                                + " bytes that are allowed; ask for less at once",
                        e);
            }
        }
        if (e instanceof MalformedMessageException) {
            return new ConnectionException(
                    Reason.NOT_UNDERSTOOD, address, "the answer cannot be read: " + e.getMessage(), e);
        }
        return new ConnectionException(Reason.UNREACHABLE, address, "the answer broke off (" + innermost(e) + ")", e);
    }

    private static Throwable innermost(Throwable e) {
        Throwable at = e;
        while (at.getCause() != null) {
            at = at.getCause();
        }
        return at;
    }

    @Override
    public void close() {
        http.shutdownNow();
        deadlines.shutdownNow();
    }
}
