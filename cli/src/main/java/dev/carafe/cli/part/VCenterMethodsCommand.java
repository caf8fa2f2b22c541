package dev.carafe.cli.part;

import dev.carafe.cli.command.MethodList;
import dev.carafe.vsphere.vcenter.server.VCenterServer;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code carafe vcenter methods}. */
@Command(
        name = "methods",
        description = "Lists all methods of the vSphere API, and whether vCenters have them.",
        footerHeading = "%nExamples:%n",
        footer = {"  carafe vcenter methods", "  carafe vcenter methods -o json"})
public final class VCenterMethodsCommand implements Callable<Integer> {
    @Mixin
    MethodList list = new MethodList();

    @Override
    public Integer call() throws IOException {
        list.print(VCenterServer.methods());
        return 0;
    }
}
