package dev.carafe.cli.part;

import dev.carafe.cli.command.CommandException;
import dev.carafe.cli.data.DataDirectory;
import dev.carafe.cli.data.Versions;
import dev.carafe.cli.host.Host;
import dev.carafe.vsphere.vcenter.server.VCenterConfig;
import dev.carafe.vsphere.vcenter.server.VCenterServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code carafe vcenter}. */
@Command(
        name = "vcenter",
        description =
                "Runs a vCenter alone: one inventory over many hosts, behind the vSphere API. Hosts are added to it by "
                        + "any tool; they and their machines run on when it ends.",
        subcommands = {VCenterMethodsCommand.class},
        footerHeading = "%nExamples:%n",
        footer = {
            "  carafe vcenter                                  serve on port 443",
            "  carafe vcenter --port 8443 --password-file secret.txt",
            "  export GOVC_INSECURE=1 GOVC_URL=https://administrator@vsphere.local:PASSWORD@127.0.0.1:8443/sdk",
            "  govc datacenter.create dc; govc cluster.create lab",
            "  govc cluster.add -cluster lab -hostname 10.0.0.7 -username root -password PASSWORD -noverify",
            "  carafe vcenter methods -o json                  which methods of the API it has"
        })
public final class VCenterCommand implements Callable<Integer> {
    private static final Logger LOG = System.getLogger("dev.carafe.vsphere.vcenter.server.VCenter");

    private static final int PORT_MAX = 65_535;

    @Spec
    @Nullable
    CommandSpec spec;

    @Option(
            names = "--data-dir",
            paramLabel = "DIR",
            description = "Where it keeps its files (as root /var/lib/carafe, else ~/.local/share/carafe).")
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
    int port = VCenterConfig.PORT;

    @Option(names = "--name", paramLabel = "NAME", description = "What it is called (the machine's name).")
    @Nullable
    String name;

    @Option(
            names = "--password-file",
            paramLabel = "FILE",
            description =
                    "Holds the password of administrator@vsphere.local in its first line. Without it one is made at "
                            + "first, and kept in DATA-DIR/vcenter/administrator-password.")
    @Nullable
    Path passwordFile;

    @Override
    public Integer call() throws IOException {
        VCenterConfig config = config();
        PrintWriter out = Objects.requireNonNull(spec, "made by the command line")
                .commandLine()
                .getOut();
        return PartProcess.run(0, process -> {
            VCenterServer server =
                    process.keep(Addresses.listen("--port", config.address(), () -> VCenterServer.start(config)));
            LOG.log(Level.INFO, server.product());
            out.println("Serving at " + url(server.address()) + " for the user " + VCenterServer.administrator()
                    + (Files.exists(VCenterServer.passwordFile(config.dataDir()))
                            ? ", whose password is in " + VCenterServer.passwordFile(config.dataDir())
                            : ""));
            out.flush();
        });
    }

    private static String url(InetSocketAddress address) {
        InetAddress host = address.getAddress();
        String shown =
                host == null || host.isAnyLocalAddress() ? Host.address().getHostAddress() : host.getHostAddress();
        return "https://" + (shown.contains(":") ? "[" + shown + "]" : shown) + ":" + address.getPort() + "/sdk";
    }

    private VCenterConfig config() throws IOException {
        if (port < 0 || port > PORT_MAX) {
            throw CommandException.wrongUse("--port takes a number from 0 to 65535, not " + port + ".");
        }
        Path data = dataDirectory == null ? DataDirectory.defaultRoot(Host.isRoot()) : dataDirectory;
        if (data.toString().isBlank()) {
            throw CommandException.wrongUse("--data-dir takes a folder, not ''.");
        }
        return new VCenterConfig(
                data.toAbsolutePath().normalize(),
                new InetSocketAddress(listenAddress(), port),
                name == null ? Host.name() : name,
                password(),
                Versions.carafe());
    }

    private InetAddress listenAddress() {
        try {
            return InetAddress.ofLiteral(address);
        } catch (IllegalArgumentException e) {
            throw CommandException.wrongUse("--address takes an IP address of this machine, not '" + address + "'.");
        }
    }

    private Optional<String> password() throws IOException {
        if (passwordFile == null) {
            return Optional.empty();
        }
        String first = Files.readString(passwordFile).lines().findFirst().orElse("");
        if (first.isEmpty()) {
            throw new CommandException(
                    passwordFile + " is empty; its first line is to be the password of the administrator.");
        }
        return Optional.of(first);
    }
}
