package dev.carafe.cli.command;

import dev.carafe.cli.data.CloudStatus;
import dev.carafe.cli.data.PartStatus;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** What {@code up} says at its end: where things are and what to try. */
final class UpSummary {

    private UpSummary() {}

    static void print(PrintWriter out, CloudStatus status, UserKubeconfig.Outcome outcome, String options) {
        out.println();
        out.println("  API server   " + status.server());
        out.println("  node         " + status.nodeName() + nodeAddress(status));
        String kubectl = switch (outcome) {
            case UserKubeconfig.Merged merged -> {
                out.println("  kubeconfig   context " + merged.context() + " in " + merged.file()
                        + (merged.isCurrent() ? "" : " (not the current one)"));
                yield merged.isCurrent() ? "kubectl" : "kubectl --context " + merged.context();
            }
            case UserKubeconfig.Refused refused -> {
                out.println("  kubeconfig   not merged into yours (" + refused.reason() + "); 'carafe kubeconfig"
                        + options + "' prints it");
                yield "kubectl --kubeconfig admin.conf";
            }
        };
        boolean vsphere = vcenter(out, status);
        out.println();
        out.println("Try:");
        out.println("  " + kubectl + " get nodes");
        out.println("  " + kubectl + " apply -f " + example());
        if (vsphere) {
            out.println("  eval \"$(carafe env" + options + ")\" && govc find");
        }
        out.println("  carafe status" + options);
    }

    /** Says where the vCenter is, if there is one. */
    private static boolean vcenter(PrintWriter out, CloudStatus status) {
        Optional<PartStatus> vcenter = status.parts().stream()
                .filter(part -> part.name().equals("vcenter"))
                .findFirst();
        vcenter.ifPresent(part -> out.println("  vCenter      " + part.address()));
        return vcenter.isPresent();
    }

    private static String nodeAddress(CloudStatus status) {
        return status.parts().stream()
                .filter(part -> part.name().equals("node") && !part.address().isEmpty())
                .map(part -> ", " + part.address())
                .findFirst()
                .orElse("");
    }

    /** The example beside the program, if that is where it was built. */
    private static String example() {
        String relative = "examples/hello.yaml";
        if (Files.exists(Path.of(relative))) {
            return relative;
        }
        String root = System.getProperty("carafe.root", "");
        return root.isEmpty() ? relative : Path.of(root, relative).toString();
    }
}
