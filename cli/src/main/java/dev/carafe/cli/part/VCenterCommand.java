package dev.carafe.cli.part;

import dev.carafe.cli.command.Console;
import dev.carafe.cli.data.Versions;
import dev.carafe.vsphere.vcenter.server.VCenterConfig;
import dev.carafe.vsphere.vcenter.server.VCenterServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code carafe vcenter}. */
@Command(
        name = "vcenter",
        description =
                "Runs a vCenter alone: one inventory over many hosts, behind the vSphere API. Hosts are added to it by "
                        + "any tool; they and their machines run on when it ends.",
        subcommands = {VCenterMethodsCommand.class, VCenterUserCommand.class},
        footerHeading = "%nExamples:%n",
        footer = {
            "  carafe vcenter                                  serve on port 443",
            "  carafe vcenter --port 8443 --password-file secret.txt",
            "  export GOVC_INSECURE=1 GOVC_URL=https://administrator@vsphere.local:PASSWORD@127.0.0.1:8443/sdk",
            "  govc datacenter.create dc; govc cluster.create lab",
            "  govc cluster.add -cluster lab -hostname 10.0.0.7 -username root -password PASSWORD -noverify",
            "  carafe vcenter methods -o json                  which methods of the API it has",
            "  carafe vcenter user add ann --password-file ann.txt   let somebody else log in"
        })
public final class VCenterCommand implements Callable<Integer> {
    private static final Logger LOG = System.getLogger("dev.carafe.vsphere.vcenter.server.VCenter");

    @Mixin
    Console console = new Console();

    @Mixin
    ServerOptions server = new ServerOptions();

    @Override
    public Integer call() throws IOException {
        VCenterConfig config = new VCenterConfig(
                server.dataDirectory(),
                server.listen(),
                server.serverName(),
                server.password("the administrator"),
                Versions.carafe());
        PrintWriter out = console.out();
        return PartProcess.run(console.verbosity(), process -> {
            VCenterServer vcenter =
                    process.keep(Addresses.listen("--port", config.address(), () -> VCenterServer.start(config)));
            LOG.log(Level.INFO, vcenter.product());
            out.println(ServerOptions.servingAt(
                    vcenter.address(), VCenterServer.administrator(), VCenterServer.passwordFile(config.dataDir())));
            out.flush();
        });
    }
}
