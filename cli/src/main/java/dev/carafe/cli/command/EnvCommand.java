package dev.carafe.cli.command;

import dev.carafe.cli.data.DataDirectory;
import dev.carafe.cli.data.Settings;
import dev.carafe.cli.vsphere.VSphereConfigs;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.vsphere.vcenter.server.VCenterServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code carafe env}. */
@Command(
        name = "env",
        description =
                "Prints for a shell to read where kubectl and govc find the cloud, and the password of its vCenter.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  eval \"$(carafe env)\" && govc ls",
            "  eval \"$(carafe env --unset)\"      forget it again",
            "  carafe env -o json | jq -r .GOVC_URL"
        })
public final class EnvCommand implements Callable<Integer> {

    @Mixin
    CloudOptions cloud = new CloudOptions();

    @Mixin
    Console console = new Console();

    @Mixin
    OutputOption output = new OutputOption();

    @Option(names = "--unset", description = "Print what removes the variables instead.")
    boolean unset;

    @Override
    public Integer call() throws IOException {
        PrintWriter out = console.out();
        DataDirectory directory = cloud.directory();
        Settings settings = Settings.read(directory.settings())
                .orElseThrow(() -> new CommandException("there is no cloud in " + directory.root() + "; 'carafe up"
                        + cloud.repeated() + "' makes one." + cloud.rootsCloud("env")));
        Map<String, String> variables = variables(directory, settings);
        if (output.isJson()) {
            Struct.Builder json = Struct.builder();
            variables.forEach(json::put);
            Output.printJson(out, json.build());
        } else if (unset) {
            out.println("unset " + String.join(" ", variables.keySet()));
        } else {
            variables.forEach((name, value) -> out.println("export " + name + "=" + quoted(value)));
        }
        return 0;
    }

    private Map<String, String> variables(DataDirectory directory, Settings settings) throws IOException {
        Map<String, String> variables = new LinkedHashMap<>();
        variables.put("KUBECONFIG", directory.adminKubeconfig().toString());
        if (!settings.vsphere().wanted()) {
            return variables;
        }
        VSphereConfigs configs = new VSphereConfigs(directory, settings);
        if (!Files.exists(VCenterServer.passwordFile(directory.root()))) {
            throw new CommandException("the vCenter of " + directory.root() + " has not been started yet; 'carafe up"
                    + cloud.repeated() + "' starts it.");
        }
        variables.put("GOVC_URL", settings.vcenterUrl());
        variables.put("GOVC_USERNAME", VCenterServer.administrator());
        variables.put("GOVC_PASSWORD", configs.administratorPassword());
        variables.put(
                "GOVC_TLS_CA_CERTS",
                VCenterServer.certificateFile(directory.root()).toString());
        return variables;
    }

    /** For any shell of POSIX: nothing is special between single quotes but these themselves. */
    static String quoted(String value) {
        return "'" + value.replace("'", "'\\''") + "'";
    }
}
