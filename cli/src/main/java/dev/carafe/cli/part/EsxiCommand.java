package dev.carafe.cli.part;

import dev.carafe.cli.command.CommandException;
import dev.carafe.cli.data.DataDirectory;
import dev.carafe.cli.data.Versions;
import dev.carafe.cli.host.Host;
import dev.carafe.vsphere.esxi.host.EsxiConfig;
import dev.carafe.vsphere.esxi.host.EsxiHost;
import dev.carafe.vsphere.esxi.network.NetworkDefaults;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code carafe esxi}. */
@Command(
        name = "esxi",
        description = "Runs a host agent alone: machines under QEMU, behind the vSphere API of an ESXi host. "
                + "Machines run on when it ends, and the next agent of the same folder takes them over.",
        subcommands = {EsxiMethodsCommand.class, EsxiResetCommand.class},
        footerHeading = "%nExamples:%n",
        footer = {
            "  carafe esxi                                     serve on port 443, with a datastore called datastore1",
            "  carafe esxi --port 8443 --datastore iso=/srv/iso",
            "  GOVC_INSECURE=1 GOVC_URL=https://root:PASSWORD@127.0.0.1:8443/sdk govc about",
            "  carafe esxi methods -o json                     which methods of the API it has",
            "  carafe esxi reset                               end the machines and remove the host"
        })
public final class EsxiCommand implements Callable<Integer> {

    private static final int PORT_MAX = 65_535;

    @Spec
    @Nullable
    CommandSpec spec;

    @Option(
            names = "--data-dir",
            paramLabel = "DIR",
            description = "Where the host keeps its files (as root /var/lib/carafe, else ~/.local/share/carafe).")
    @Nullable
    Path dataDirectory;

    @Option(
            names = "--address",
            paramLabel = "ADDRESS",
            defaultValue = "0.0.0.0",
            description = "Where it serves (${DEFAULT-VALUE}).")
    String address = "";

    @Option(
            names = "--port",
            paramLabel = "PORT",
            defaultValue = "443",
            description = "Its port (${DEFAULT-VALUE}); 0 takes a free one.")
    int port = EsxiConfig.PORT;

    @Option(names = "--name", paramLabel = "NAME", description = "What the host is called (the machine's name).")
    @Nullable
    String name;

    @Option(
            names = "--datastore",
            paramLabel = "NAME=DIR",
            description =
                    "A folder that holds machines, made when it is not there; may be said several times. Those that "
                            + "were once said stay until they are removed by the API (datastore1=DATA-DIR/datastores/datastore1).")
    Map<String, Path> datastores = new LinkedHashMap<>();

    @Option(
            names = "--password-file",
            paramLabel = "FILE",
            description = "Holds the password of the user root in its first line. Without it one is made at first, and "
                    + "kept in DATA-DIR/esxi/root-password.")
    @Nullable
    Path passwordFile;

    @Option(
            names = "--uplink",
            paramLabel = "LINK",
            description =
                    "A network link of this machine that machines' network is to go out by, for a host that is new; "
                            + "it must have no address of its own (a network of their own behind NAT).")
    @Nullable
    String uplink;

    @Option(names = "--without-network", description = "Leave this machine's network alone: machines have no networks.")
    boolean withoutNetwork;

    @Override
    public Integer call() throws IOException {
        EsxiConfig config = config();
        PrintWriter out = Objects.requireNonNull(spec, "made by the command line")
                .commandLine()
                .getOut();
        return PartProcess.run(0, process -> {
            EsxiHost host = process.keep(start(config));
            out.println("Serving at " + url(host.address()) + " for the user root"
                    + (Files.exists(EsxiHost.passwordFile(config.dataDir()))
                            ? ", whose password is in " + EsxiHost.passwordFile(config.dataDir())
                            : ""));
            out.flush();
        });
    }

    private EsxiHost start(EsxiConfig config) throws IOException {
        return Addresses.listen("--port", config.address(), () -> EsxiHost.start(config));
    }

    private static String url(InetSocketAddress address) {
        InetAddress host = address.getAddress();
        String shown =
                host == null || host.isAnyLocalAddress() ? Host.address().getHostAddress() : host.getHostAddress();
        return "https://" + (shown.contains(":") ? "[" + shown + "]" : shown) + ":" + address.getPort() + "/sdk";
    }

    private EsxiConfig config() throws IOException {
        if (port < 0 || port > PORT_MAX) {
            throw CommandException.wrongUse("--port takes a number from 0 to 65535, not " + port + ".");
        }
        if (withoutNetwork && uplink != null) {
            throw CommandException.wrongUse("--uplink and --without-network cannot be said together.");
        }
        if (!withoutNetwork && !Host.isRoot()) {
            throw new CommandException(
                    "machines' networks need root, and this is another user; run it as root, or with "
                            + "--without-network.");
        }
        boolean root = Host.isRoot();
        Path data = dataDirectory == null ? DataDirectory.defaultRoot(root) : dataDirectory;
        if (data.toString().isBlank()) {
            throw CommandException.wrongUse("--data-dir takes a folder, not ''.");
        }
        return new EsxiConfig(
                data.toAbsolutePath().normalize(),
                new InetSocketAddress(listenAddress(), port),
                name == null ? Host.name() : name,
                datastores,
                password(),
                Versions.carafe(),
                System.getenv().getOrDefault("PATH", ""),
                network());
    }

    private InetAddress listenAddress() {
        try {
            return InetAddress.ofLiteral(address);
        } catch (IllegalArgumentException e) {
            throw CommandException.wrongUse("--address takes an IP address of this machine, not '" + address + "'.");
        }
    }

    private Optional<NetworkDefaults> network() {
        if (withoutNetwork) {
            return Optional.empty();
        }
        return Optional.of(uplink == null ? NetworkDefaults.gateway() : NetworkDefaults.uplink(uplink));
    }

    private Optional<String> password() throws IOException {
        if (passwordFile == null) {
            return Optional.empty();
        }
        String first = Files.readString(passwordFile).lines().findFirst().orElse("");
        if (first.isEmpty()) {
            throw new CommandException(passwordFile + " is empty; its first line is to be the password of root.");
        }
        return Optional.of(first);
    }
}
