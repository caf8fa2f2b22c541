package dev.carafe.vsphere.esxi.host;

import dev.carafe.vsphere.vmomi.edge.VmomiServer;
import dev.carafe.vsphere.vmomi.inventory.ObjectRegistry;
import dev.carafe.vsphere.vmomi.service.ImplementedMethods;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;

/** A host agent that serves. Closing it ends the agent alone: machines run on, and the next agent takes them over. */
public final class EsxiHost implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(EsxiHost.class.getName());

    private final HostModel model;
    private final ObjectRegistry registry;
    private final VmomiServer server;
    private final Pieces pieces;

    private EsxiHost(HostModel model, ObjectRegistry registry, VmomiServer server, Pieces pieces) {
        this.model = model;
        this.registry = registry;
        this.server = server;
        this.pieces = pieces;
    }

    /** What an agent consists of, to be ended in the opposite order. */
    static final class Pieces implements AutoCloseable {
        private final Deque<AutoCloseable> all = new ArrayDeque<>();

        <T extends AutoCloseable> T keep(T piece) {
            all.push(piece);
            return piece;
        }

        @Override
        public void close() {
            while (!all.isEmpty()) {
                AutoCloseable piece = all.pop();
                try {
                    piece.close();
                } catch (Exception e) {
                    LOG.log(System.Logger.Level.WARNING, piece + " could not be ended", e);
                }
            }
        }
    }

    /**
     * Starts an agent.
     *
     * @throws java.net.BindException when the address is taken
     * @throws IOException when a file or folder cannot be used, or another agent runs in the folder
     */
    public static EsxiHost start(EsxiConfig config) throws IOException {
        Pieces pieces = new Pieces();
        try {
            HostStart start = new HostStart(config, pieces);
            VmomiServer server = start.run();
            EsxiHost host = new EsxiHost(start.model(), start.registry(), server, pieces);
            LOG.log(
                    host.model.qemu().found().isPresent() ? System.Logger.Level.INFO : System.Logger.Level.WARNING,
                    "{0}: {1}",
                    host.product(),
                    host.model.qemu().reason());
            return host;
        } catch (IOException | RuntimeException e) {
            pieces.close();
            throw e;
        }
    }

    /** Where it serves. */
    public InetSocketAddress address() {
        return server.address();
    }

    /** Where to find the password that was made for the user root, unless one was given. */
    public static Path passwordFile(Path dataDir) {
        return dataDir.resolve("esxi").resolve(HostUsers.PASSWORD_FILE);
    }

    /** The certificate that it shows. */
    public Path certificateFile() {
        return model.certificate().certificateFile();
    }

    /** Where the certificate is that the host of a folder shows; it is made by the first start. */
    public static Path certificateFile(Path dataDir) {
        return dataDir.resolve("esxi").resolve(HostCertificate.FILE);
    }

    /** Its name, version and what its machines run on. */
    public String product() {
        return model.about().fullName();
    }

    /** All methods of the API, and whether host agents have them. */
    public static Map<String, Boolean> methods() throws IOException {
        return ImplementedMethods.of(EsxiHost.class);
    }

    ObjectRegistry registry() {
        return registry;
    }

    @Override
    public void close() {
        pieces.close();
    }
}
