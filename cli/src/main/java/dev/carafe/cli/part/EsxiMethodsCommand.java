package dev.carafe.cli.part;

import dev.carafe.cli.command.MethodList;
import dev.carafe.vsphere.esxi.host.EsxiHost;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code carafe esxi methods}. */
@Command(
        name = "methods",
        description = "Lists all methods of the vSphere API, and whether host agents have them.",
        footerHeading = "%nExamples:%n",
        footer = {"  carafe esxi methods", "  carafe esxi methods -o json"})
public final class EsxiMethodsCommand implements Callable<Integer> {
    @Mixin
    MethodList list = new MethodList();

    @Override
    public Integer call() throws IOException {
        list.print(EsxiHost.methods());
        return 0;
    }
}
