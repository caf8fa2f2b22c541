package dev.carafe.vsphere.esxi.esxcli;

import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.HostSystem;
import dev.carafe.vsphere.vim.vim25.ReflectManagedMethodExecuter;
import dev.carafe.vsphere.vim.vim25.ReflectManagedMethodExecuterProperties;
import dev.carafe.vsphere.vim.vim25.ReflectManagedMethodExecuterSoapArgument;
import dev.carafe.vsphere.vim.vim25.ReflectManagedMethodExecuterSoapFault;
import dev.carafe.vsphere.vim.vim25.ReflectManagedMethodExecuterSoapResult;
import dev.carafe.vsphere.vmomi.inventory.Changes;
import dev.carafe.vsphere.vmomi.inventory.ObjectRegistry;
import dev.carafe.vsphere.vmomi.inventory.ServedObject;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Runs the commands for clients. */
public record ServedMethodExecuter(
        ObjectRegistry registry, ManagedObjectReference<HostSystem> host, InstantSource clock)
        implements ReflectManagedMethodExecuter, ServedObject {
    /** The only one of a host. */
    public static final ManagedObjectReference<ReflectManagedMethodExecuter> REFERENCE =
            new ManagedObjectReference<>("ReflectManagedMethodExecuter", "ha-host-mme");

    /** The object that says what commands there are. */
    static final String INFO = "ha-dynamic-type-manager-local-cli-cliinfo";

    /** Adds it to a host's objects. */
    public void addTo(Changes changes) {
        changes.add(this, ReflectManagedMethodExecuterProperties.builder().build());
    }

    @Override
    public ManagedObjectReference<ReflectManagedMethodExecuter> reference() {
        return REFERENCE;
    }

    @Override
    public ReflectManagedMethodExecuterSoapResult executeSoap(
            String moid, String version, String method, List<ReflectManagedMethodExecuterSoapArgument> argument) {
        Map<String, String> arguments = new HashMap<>();
        for (ReflectManagedMethodExecuterSoapArgument each : argument) {
            arguments.put(each.name(), AnswerXml.argument(each.val()));
        }
        if (moid.equals(INFO) && method.equals("vim.CLIInfo.FetchCLIInfo")) {
            return describe(arguments.getOrDefault("typeName", ""));
        }
        return Commands.find(moid, method)
                .map(command -> run(command, arguments))
                .orElseGet(ServedMethodExecuter::notFound);
    }

    private static ReflectManagedMethodExecuterSoapResult describe(String type) {
        return Commands.namespaces().stream()
                .filter(namespace -> Command.type(namespace).equals(type))
                .findFirst()
                .map(namespace -> ReflectManagedMethodExecuterSoapResult.builder()
                        .response(AnswerXml.description(namespace, Commands.in(namespace)))
                        .build())
                .orElseGet(ServedMethodExecuter::notFound);
    }

    private ReflectManagedMethodExecuterSoapResult run(Command command, Map<String, String> arguments) {
        try {
            List<List<Object>> rows = registry.<List<List<Object>>>read(
                    source -> command.body().run(new HostView(source, host, clock.instant()), arguments));
            return ReflectManagedMethodExecuterSoapResult.builder()
                    .response(AnswerXml.answer(command, rows))
                    .build();
        } catch (CommandException e) {
            String message = String.valueOf(e.getMessage());
            return fault("EsxCLI.CLIFault.summary", AnswerXml.fault(message));
        }
    }

    private static ReflectManagedMethodExecuterSoapResult notFound() {
        return fault("The object or item referred to could not be found.", null);
    }

    private static ReflectManagedMethodExecuterSoapResult fault(String message, @Nullable String detail) {
        return ReflectManagedMethodExecuterSoapResult.builder()
                .fault(ReflectManagedMethodExecuterSoapFault.builder()
                        .faultMsg(message)
                        .faultDetail(detail)
                        .build())
                .build();
    }
}
