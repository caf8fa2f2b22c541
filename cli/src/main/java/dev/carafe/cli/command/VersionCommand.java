package dev.carafe.cli.command;

import dev.carafe.cli.data.Versions;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code carafe version}. */
@Command(
        name = "version",
        description = "Prints the versions of Carafe, of what it is the equal of, and of Java.",
        footerHeading = "%nExamples:%n",
        footer = {"  carafe version", "  carafe version -o json"})
public final class VersionCommand implements Callable<Integer> {

    @Mixin
    Console console = new Console();

    @Mixin
    OutputOption output = new OutputOption();

    @Override
    public Integer call() {
        PrintWriter out = console.out();
        String java = Runtime.version() + " (" + System.getProperty("java.vendor") + ")";
        if (output.isJson()) {
            Output.printJson(
                    out,
                    Struct.builder()
                            .put("carafe", Versions.carafe())
                            .put("kubernetes", Versions.KUBERNETES)
                            .put("etcd", Versions.ETCD)
                            .put("java", java)
                            .build());
        } else {
            out.println("carafe      " + Versions.carafe());
            out.println("kubernetes  " + Versions.KUBERNETES);
            out.println("etcd        " + Versions.ETCD);
            out.println("java        " + java);
        }
        return 0;
    }
}
