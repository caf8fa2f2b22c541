package dev.carafe.vsphere.vcenter.relay;

import dev.carafe.http.HttpExchange;
import dev.carafe.vsphere.client.FileTransfers;
import dev.carafe.vsphere.client.TransferException;
import dev.carafe.vsphere.vcenter.entity.VCenter;
import dev.carafe.vsphere.vim.FaultException;
import dev.carafe.vsphere.vmomi.edge.Replies;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.UnaryOperator;

/** One request that goes on to a host. */
record HostRequest(HttpExchange exchange, VCenter vcenter, String hostId) {
    /** Of the client's headers, those that mean the file. */
    private static final List<String> ASKED = List.of("Range", "Content-Type", "Overwrite", "If-Modified-Since");

    private static final List<String> ANSWERED =
            List.of("Accept-Ranges", "Last-Modified", "Content-Range", "Content-Length", "ETag");

    /** A page that lists a folder is rewritten, and so is read whole. */
    private static final int PAGE_BYTES_MAX = 32 << 20;

    private static final int BUFFER_BYTES = 256 << 10;

    /**
     * Passes it on and answers it.
     *
     * @param target path and query on the host
     * @param pages what becomes of a page of text, whose links name what the host calls things
     */
    void send(String target, UnaryOperator<String> pages) throws IOException {
        FileTransfers.Place place = new FileTransfers.Place(URI.create(target));
        for (String name : ASKED) {
            String value = exchange.header(name);
            if (!value.isEmpty()) {
                place = place.with(name, value);
            }
        }
        try (InputStream body = exchange.body()) {
            vcenter.hosts()
                    .transfers(hostId)
                    .relay(
                            place,
                            exchange.method(),
                            body,
                            length(),
                            (status, headers, answer) -> answer(status, headers, answer, pages));
        } catch (FaultException | TransferException e) {
            failed(e);
        } catch (IOException e) {
            if (exchange.replied()) {
                throw e; // the client is to see that the rest is missing
            }
            failed(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            failed(e);
        }
    }

    private void failed(Exception e) throws IOException {
        Replies.refuse(exchange, 503, "The host did not answer: " + e.getMessage());
    }

    private long length() {
        String length = exchange.header("Content-Length");
        if (!length.isEmpty()) {
            try {
                return Long.parseLong(length.strip());
            } catch (NumberFormatException _) {
                return -1;
            }
        }
        return exchange.header("Transfer-Encoding").isEmpty() ? 0 : -1;
    }

    private void answer(int status, HttpHeaders headers, InputStream from, UnaryOperator<String> pages)
            throws IOException {
        String type = headers.firstValue("Content-Type").orElse("");
        if (type.startsWith("text/html")) {
            byte[] page = from.readNBytes(PAGE_BYTES_MAX);
            String own = pages.apply(new String(page, StandardCharsets.UTF_8));
            exchange.reply(status, type, own.getBytes(StandardCharsets.UTF_8));
            return;
        }
        for (String name : ANSWERED) {
            headers.firstValue(name).ifPresent(value -> exchange.setHeader(name, value));
        }
        if (status == 204) {
            exchange.reply(status, "", new byte[0]);
            return;
        }
        try (OutputStream to = exchange.stream(status, type)) {
            byte[] buffer = new byte[BUFFER_BYTES];
            for (int n = from.read(buffer); n >= 0; n = from.read(buffer)) {
                to.write(buffer, 0, n);
            }
        }
    }
}
