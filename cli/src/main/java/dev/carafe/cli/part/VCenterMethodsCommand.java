package dev.carafe.cli.part;

import dev.carafe.cli.command.MethodList;
import dev.carafe.vsphere.esxi.host.EsxiHost;
import dev.carafe.vsphere.vcenter.server.VCenterServer;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code carafe vcenter methods}. */
@Command(
        name = "methods",
        description =
                "Lists all methods of the vSphere API, whether vCenters have them, or pass them on to Carafe's hosts.",
        footerHeading = "%nExamples:%n",
        footer = {"  carafe vcenter methods", "  carafe vcenter methods -o json"})
public final class VCenterMethodsCommand implements Callable<Integer> {
    @Mixin
    MethodList list = new MethodList();

    @Override
    public Integer call() throws IOException {
        Map<String, Boolean> onHost = EsxiHost.methods();
        Set<String> passedOn = VCenterServer.passedOn().stream()
                .filter(name -> onHost.getOrDefault(name, false))
                .collect(Collectors.toSet());
        list.print(VCenterServer.methods(), passedOn);
        return 0;
    }
}
