package dev.carafe.vsphere.vmomi.edge;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carafe.http.HttpExchange;
import dev.carafe.http.HttpServer;
import dev.carafe.http.TlsPolicy;
import dev.carafe.vsphere.vim.soap.ServiceVersions;
import dev.carafe.vsphere.vmomi.service.SoapService;
import java.io.IOException;
import java.net.InetSocketAddress;

/** A server of managed objects on the network. Safe for all threads. */
public final class VmomiServer implements AutoCloseable {
    private final HttpServer server;
    private final Routes routes;

    private VmomiServer(HttpServer server, Routes routes) {
        this.server = server;
        this.routes = routes;
    }

    /**
     * Starts serving {@code /sdk} and all that {@code routes} has.
     *
     * @param address port 0 takes a free one
     * @throws IOException when a certificate cannot be read or the address is in use
     */
    public static VmomiServer start(
            InetSocketAddress address, TlsPolicy tls, SoapService service, ServiceVersions versions, Routes routes)
            throws IOException {
        SoapEndpoint soap = new SoapEndpoint(service);
        byte[] document = versions.document().getBytes(UTF_8);
        routes.add("/sdk", soap)
                .add("/sdk/vimService", soap)
                .add("/sdk/vimServiceVersions.xml", exchange -> document(exchange, document));
        return new VmomiServer(HttpServer.start(address, tls, routes), routes);
    }

    private static void document(HttpExchange exchange, byte... document) throws IOException {
        if (exchange.method().equals("GET") || exchange.method().equals("HEAD")) {
            exchange.reply(200, "text/xml", document);
        } else {
            Replies.methodNotAllowed(exchange, "GET");
        }
    }

    /** Who answers which paths; more can be added. */
    public Routes routes() {
        return routes;
    }

    /**
     * Shows connections that are opened from now on another certificate.
     *
     * @throws IOException when a file cannot be read; nothing has changed then
     */
    public void showCertificate(TlsPolicy tls) throws IOException {
        server.showCertificate(tls);
    }

    /** The address that it serves on. */
    public InetSocketAddress address() {
        return server.address();
    }

    /** Takes no more connections, and breaks those that are open. */
    @Override
    public void close() {
        server.close();
    }
}
