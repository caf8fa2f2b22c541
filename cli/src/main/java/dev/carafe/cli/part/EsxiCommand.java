package dev.carafe.cli.part;

import dev.carafe.cli.command.CommandException;
import dev.carafe.cli.command.Console;
import dev.carafe.cli.data.Versions;
import dev.carafe.cli.host.Host;
import dev.carafe.cli.vsphere.VSphereConfigs;
import dev.carafe.vsphere.esxi.host.EsxiConfig;
import dev.carafe.vsphere.esxi.host.EsxiHost;
import dev.carafe.vsphere.esxi.network.NetworkDefaults;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

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

    @Mixin
    Console console = new Console();

    @Mixin
    ServerOptions server = new ServerOptions();

    @Option(
            names = "--datastore",
            paramLabel = "NAME=DIR",
            description =
                    "A folder that holds machines, made when it is not there; may be said several times. Those that "
                            + "were once said stay until they are removed by the API (datastore1=DATA-DIR/datastores/datastore1).")
    Map<String, Path> datastores = new LinkedHashMap<>();

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

    /** Set for hosts that a cloud starts: they end with it, however it ends. */
    @Option(names = "--until-input-ends", hidden = true)
    boolean untilInputEnds;

    @Override
    public Integer call() throws IOException {
        EsxiConfig config = config();
        PrintWriter out = console.out();
        return PartProcess.run(console.verbosity(), process -> {
            EsxiHost host = process.keep(start(config));
            out.println(ServerOptions.servingAt(host.address(), "root", EsxiHost.passwordFile(config.dataDir())));
            out.flush();
            if (untilInputEnds) {
                Thread.ofPlatform().daemon().name("input").start(EsxiCommand::endWithInput);
            }
        });
    }

    /** Whoever started this process holds the other end of its input; the kernel closes it when that one is killed. */
    private static void endWithInput() {
        try {
            System.in.transferTo(OutputStream.nullOutputStream());
        } catch (IOException _) {
            // as good as its end
        }
        System.exit(0);
    }

    private EsxiHost start(EsxiConfig config) throws IOException {
        return Addresses.listen("--port", config.address(), () -> EsxiHost.start(config));
    }

    private EsxiConfig config() throws IOException {
        if (withoutNetwork && uplink != null) {
            throw CommandException.wrongUse("--uplink and --without-network cannot be said together.");
        }
        if (!withoutNetwork && !Host.isRoot()) {
            throw new CommandException(
                    "machines' networks need root, and this is another user; run it as root, or with "
                            + "--without-network.");
        }
        return new EsxiConfig(
                server.dataDirectory(),
                server.listen(),
                server.serverName(),
                datastores,
                server.password("root"),
                Versions.carafe(),
                VSphereConfigs.qemu(),
                network());
    }

    private Optional<NetworkDefaults> network() {
        if (withoutNetwork) {
            return Optional.empty();
        }
        return Optional.of(uplink == null ? NetworkDefaults.gateway() : NetworkDefaults.uplink(uplink));
    }
}
